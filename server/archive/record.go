package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"

	"webim.js/server/store"
)

// record is an encoded key and value. The key is encoded as the parts passed to
// store.Key, strings and numbers, and the value as JSON. Keys and values that would
// not round-trip byte for byte are encoded as bytes.
type record struct {
	Bucket   store.Bucket    `json:"bucket"`
	Key      []any           `json:"key,omitempty"`
	KeyBytes []byte          `json:"keyBytes,omitempty"`
	Value    json.RawMessage `json:"value,omitempty"`
	Text     string          `json:"text,omitempty"`
	Bytes    []byte          `json:"bytes,omitempty"` // an empty value has none of the three
}

// pair is a key and value in the store.
type pair struct {
	bucket     store.Bucket
	key, value []byte
}

func newRecord(bucket store.Bucket, key, value []byte) record {
	rec := record{Bucket: bucket}
	if parts, ok := split(key); ok {
		rec.Key = parts
	} else {
		rec.KeyBytes = key
	}
	switch {
	case len(value) == 0:
	case !tooDeep(value) && isCompactJSON(value):
		rec.Value = value
	case utf8.Valid(value):
		rec.Text = string(value)
	default:
		rec.Bytes = value
	}
	return rec
}

// maxDepth is the maximum nesting of values encoded as JSON, which many programs
// limit.
const maxDepth = 200

// depth returns the nesting depth of a JSON value, and whether all its brackets are
// closed.
func depth(value []byte) (deepest int, closed bool) {
	level, inString := 0, false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			level++
			deepest = max(deepest, level)
		case c == '}' || c == ']':
			level--
		}
	}
	return deepest, level == 0 && !inString
}

// tooDeep reports whether a value is nested more deeply than maxDepth.
func tooDeep(value []byte) bool {
	deepest, _ := depth(value)
	return deepest > maxDepth
}

// isCompactJSON reports whether the encoder would output value unchanged.
func isCompactJSON(value []byte) bool {
	var b bytes.Buffer
	return json.Compact(&b, value) == nil && bytes.Equal(b.Bytes(), value)
}

// split returns parts from which store.Key builds this key. The result may be
// ambiguous, but all candidates encode to the same bytes. Strings are tried first,
// since no number below 2^56 parses as one.
func split(key []byte) (parts []any, ok bool) {
	if len(key) == 0 {
		return nil, true
	}
	if text, rest, ok := store.CutString(key); ok && isPrintable(text) {
		if tail, ok := split(rest); ok {
			return append([]any{text}, tail...), true
		}
	}
	if n, rest, ok := store.CutUint64(key); ok {
		if tail, ok := split(rest); ok {
			return append([]any{n}, tail...), true
		}
	}
	return nil, false
}

func isPrintable(text string) bool {
	for _, r := range text {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return false
		}
	}
	return true
}

func (rec *record) pair() (p pair, err error) {
	p = pair{bucket: rec.Bucket, key: rec.KeyBytes}
	switch {
	case rec.Bucket == "":
		return p, errors.New("record without bucket")
	case len(rec.Key) > 0 && len(rec.KeyBytes) > 0:
		return p, errors.New("record with two keys")
	case len(rec.Key) > 0:
		if p.key, err = join(rec.Key); err != nil {
			return p, err
		}
	}
	if len(p.key) == 0 { // not allowed by any store
		return p, errors.New("record without key")
	}
	values := 0
	for _, v := range [][]byte{rec.Value, []byte(rec.Text), rec.Bytes} {
		if len(v) > 0 {
			p.value = v
			values++
		}
	}
	if values > 1 {
		return p, errors.New("record with two values")
	}
	return p, nil
}

// join is the inverse of split.
func join(parts []any) ([]byte, error) {
	typed := make([]any, len(parts))
	for i, part := range parts {
		switch part := part.(type) {
		case string:
			typed[i] = part
		case json.Number: // not float64, which is exact to 2^53 only
			n, err := strconv.ParseUint(part.String(), 10, 64)
			if err != nil {
				return nil, fmt.Errorf("key element %s out of range", part)
			}
			typed[i] = n
		default:
			return nil, errors.New("unsupported key element type")
		}
	}
	return store.Key(typed...), nil
}
