package archive

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
)

// Any key and value must round-trip byte for byte.
func FuzzRecord(f *testing.F) {
	for _, key := range [][]byte{
		store.Key("alice", uint64(17)), store.Key(uint64(1<<63), "x"), store.Key("", "\x00", "\x01"), store.Key(uint32(7)),
		{0}, []byte("plain"), store.Key(uint64(0x6161616161610001)), {0xFF, 0, 1},
	} {
		f.Add(key, []byte(`{"a":1}`))
	}
	for _, value := range []string{"", "null", `"<&>\u2028"`, `{"a": 1}`, "1e400", "\xff", "a\xffb", `"` + "\xff" + `"`, "\u2028", `[1,1.0]`} {
		f.Add([]byte("k"), []byte(value))
	}
	f.Fuzz(func(t *testing.T, key, value []byte) {
		if len(key) == 0 {
			return // no store allows it
		}
		var line bytes.Buffer
		lines := json.NewEncoder(&line)
		lines.SetEscapeHTML(false)
		require.NoError(t, lines.Encode(newRecord("b", key, value)))
		require.Equal(t, 1, bytes.Count(line.Bytes(), []byte("\n")), "%s", line.Bytes())

		var rec record
		d := json.NewDecoder(&line)
		d.UseNumber()
		require.NoError(t, d.Decode(&rec))
		p, err := rec.pair()
		require.NoError(t, err)
		assert.Equal(t, key, p.key)
		assert.True(t, bytes.Equal(value, p.value), "%q became %q", value, p.value)
	})
}
