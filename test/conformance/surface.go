package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// Surface holds the names that a page can reach, as the harness records them. It maps
// a name to a constant, to an object of more names, or to a function. A function is an
// object with its arity, its own properties under names that start with a dot,
// and its prototype's methods with their arities; a function that occurred before
// under another name is marked as an alias.
type Surface map[string]any

// versions lists the recorded versions, oldest first. Union prefers the newest.
var versions = []string{"1.3", "1.7.0", "1.7.2"}

// LoadSurfaces reads surface.json.
func LoadSurfaces(path string) (map[string]Surface, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all map[string]Surface
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, v := range versions {
		if all[v] == nil {
			return nil, fmt.Errorf("%s: version %s is missing", path, v)
		}
	}
	return all, nil
}

// Union returns the surface before the first call, when one object serves both
// dialects: every name of every version, with the arity and the constant of the
// newest version that has it. 1.7.2 has no emoticons, so those of 1.7.0 are used.
// Two tables have the same names in 1.3 and 1.7 but different contents; they are
// 1.3's until the dialect is known.
func Union(all map[string]Surface) Surface {
	u := map[string]any{}
	for _, v := range versions {
		u = merge(u, all[v]).(map[string]any)
	}
	for _, name := range []string{"EmotionPicData", "EmotionPicDataIndex"} {
		u[name] = all["1.3"][name]
	}
	return u
}

// Forced returns the surface when the script tag names a version: that version's
// surface, or for 1.7 the names of both 1.7.0 and 1.7.2.
func Forced(all map[string]Surface, version string) Surface {
	if s := all[version]; s != nil {
		return s
	}
	return merge(map[string]any(all["1.7.0"]), all["1.7.2"]).(map[string]any)
}

// merge overlays a newer version on an older one.
func merge(old, newer any) any {
	if s, ok := newer.(Surface); ok {
		newer = map[string]any(s)
	}
	o, isMap := old.(map[string]any)
	n, alsoMap := newer.(map[string]any)
	if !isMap || !alsoMap {
		return newer
	}
	out := maps.Clone(o)
	for k, v := range n {
		if was, known := out[k]; known {
			v = merge(was, v)
		}
		out[k] = v
	}
	return out
}

// Missing compares a build's surface with the wanted one and lists missing names
// and differing arities and constants. Additional names are allowed, except in the
// emoticon tables, which pages enumerate. An arity may also equal that of either.
// Aliases are not compared: init and login are one function in 1.7, but must be
// distinct when 1.3 is in the same object.
func Missing(want, got, either Surface) []string {
	var out []string
	walk(want, map[string]any(got), map[string]any(either), "webim", &out)
	return out
}

func walk(want map[string]any, got, either any, at string, out *[]string) {
	have, ok := got.(map[string]any)
	if !ok {
		*out = append(*out, fmt.Sprintf("%s: want an object or function, got %s", at, show(got)))
		return
	}
	other, _ := either.(map[string]any)
	for _, k := range slices.Sorted(maps.Keys(want)) {
		w, name := want[k], at+"/"+k
		if k == "alias" {
			continue
		}
		g, there := have[k]
		if !there {
			*out = append(*out, name+": missing")
			continue
		}
		if m, deeper := w.(map[string]any); deeper {
			walk(m, g, member(other, k), name, out)
			continue
		}
		d := firstDifference(w, g, name)
		arity := k == "arity" || strings.HasSuffix(at, "/methods")
		if d == "" || arity && firstDifference(member(other, k), g, "") == "" {
			continue
		}
		*out = append(*out, d)
	}
	if strings.HasPrefix(at, "webim/Emotion") {
		for _, k := range slices.Sorted(maps.Keys(have)) {
			if _, wanted := want[k]; !wanted {
				*out = append(*out, fmt.Sprintf("%s/%s: unexpected", at, k))
			}
		}
	}
}
