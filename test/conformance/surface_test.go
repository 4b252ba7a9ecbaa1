package conformance

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func surface(t *testing.T, text string) Surface {
	t.Helper()
	var s Surface
	require.NoError(t, json.Unmarshal([]byte(text), &s))
	return s
}

func TestUnionPrefersNewestVersion(t *testing.T) {
	all, err := LoadSurfaces(filepath.Join(dataDir, "surface.json"))
	require.NoError(t, err)
	u := Union(all)

	at := func(path ...string) any {
		var v any = map[string]any(u)
		for _, k := range path {
			v = member(v.(map[string]any), k)
		}
		return v
	}
	assert.Equal(t, 9.0, at("Msg", "arity"), "the arity of 1.7.2 must win")
	assert.Equal(t, 3.0, at("deleteChat", "arity"), "names of 1.7.2 must be included")
	assert.Equal(t, 1.0, at("setJsonpLastRspData", "arity"), "names of 1.3 must be included")
	assert.Len(t, at("Emotions"), 35, "the emoticons of 1.7.0 must be included")
	assert.Len(t, at("EmotionPicData"), 67, "the table of 1.3 must be used until the dialect is known")
	assert.Equal(t, 1.0, at("EmotionPicDataIndex", "[微笑]"))
	assert.Equal(t, 14.0, at("EmotionDataIndexs", "[微笑]"))
	for _, v := range versions {
		both := map[string]any(all[v])
		if v != "1.3" { // the union has 1.3's tables under these names
			both = maps.Clone(both)
			delete(both, "EmotionPicData")
			delete(both, "EmotionPicDataIndex")
		}
		for _, d := range Missing(both, u, all[v]) {
			assert.NotContainsf(t, d, "missing", "the union must have every name of %s", v)
		}
	}
	assert.Len(t, Forced(all, "1.7")["EmotionPicData"], 35)
	assert.NotContains(t, Forced(all, "1.3"), "login")
}

func TestMissingListsDifferences(t *testing.T) {
	want := surface(t, `{"f": {"arity": 3}, "C": {"arity": 2, "methods": {"m": 1}, ".skey": {"arity": 2}}, "K": {"A": 1}, "EmotionPicData": {"[a]": "<picture>"}, "g": {"alias": true, "arity": 1}}`)
	assert.Empty(t, Missing(want, want, want))
	assert.Empty(t, Missing(want, surface(t, `{"f": {"arity": 3, ".x": 1}, "C": {"arity": 2, "methods": {"m": 1, "n": 0}, ".skey": {"arity": 2}}, "K": {"A": 1, "B": 2}, "EmotionPicData": {"[a]": "<picture>"}, "g": {"arity": 1}, "more": 1}`), want))

	got := surface(t, `{"f": {"arity": 2}, "C": {"arity": 2, "methods": {"m": 0}, ".skey": 1}, "K": {"A": "1"}, "EmotionPicData": {"[a]": "<picture>", "[b]": ""}}`)
	assert.Equal(t, []string{
		`webim/C/.skey: want an object or function, got 1`,
		`webim/C/methods/m: want 1, got 0`,
		`webim/EmotionPicData/[b]: unexpected`,
		`webim/K/A: want 1, got "1"`,
		`webim/f/arity: want 3, got 2`,
		`webim/g: missing`,
	}, Missing(want, got, want))

	either := surface(t, `{"f": {"arity": 2}, "C": {"methods": {"m": 0}}, "K": {"A": "1"}}`)
	diffs := Missing(want, got, either)
	assert.NotContains(t, diffs, `webim/f/arity: want 3, got 2`, "the arity of the union must be accepted")
	assert.NotContains(t, diffs, `webim/C/methods/m: want 1, got 0`)
	assert.Contains(t, diffs, `webim/K/A: want 1, got "1"`, "the constant of the union must not be accepted")
}
