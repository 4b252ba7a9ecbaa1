package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// Clients are lax about types: account IDs may be numbers, numbers may be quoted, and a
// list of one may be a bare item. The types here accept these variants and no others.

// Text is a string that clients may send as a number.
type Text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *Text) UnmarshalJSON(data []byte) error {
	switch {
	case bytes.Equal(data, []byte("null")):
		return nil
	case data[0] == '"':
		return json.Unmarshal(data, (*string)(t))
	case data[0] == '-' || data[0] >= '0' && data[0] <= '9':
		*t = Text(data)
		return nil
	}
	return &json.UnmarshalTypeError{Value: kindOf(data), Type: reflect.TypeFor[string]()}
}

// Int is an integer that clients may send as a string. Fractions are truncated, as the
// original's servers do with the SDK's unrounded numbers.
type Int int64

// UnmarshalJSON implements json.Unmarshaler.
func (n *Int) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) || bytes.Equal(data, []byte(`""`)) {
		return nil
	}
	text := string(bytes.Trim(data, `"`))
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		*n = Int(i)
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) >= 1<<63 {
		return &json.UnmarshalTypeError{Value: kindOf(data), Type: reflect.TypeFor[int64]()}
	}
	*n = Int(f)
	return nil
}

// List is a list of account or group IDs that clients may send as a single ID.
type List []string

// UnmarshalJSON implements json.Unmarshaler.
func (l *List) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	var many []Text
	if data[0] != '[' {
		many = make([]Text, 1)
		if err := many[0].UnmarshalJSON(data); err != nil {
			return err
		}
	} else if err := json.Unmarshal(data, &many); err != nil {
		return err
	}
	*l = make(List, len(many))
	for i, t := range many {
		(*l)[i] = string(t)
	}
	return nil
}

func kindOf(data []byte) string {
	switch data[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "this string"
	case 't', 'f':
		return "a boolean"
	}
	return fmt.Sprintf("%.20s", data)
}
