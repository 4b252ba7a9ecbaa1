// Package jsontext holds JSON as the client needs it: an ordered tree that
// remembers the text it was read from.
//
// The page's JavaScript parses every answer and prints every argument; what
// reaches Go is the text of small things (options, sign-in answers, notices).
// encoding/json would cost the browser 1.3 MB of WebAssembly and 20 times the
// time, and would lose what a faithful client must keep: the order of keys,
// the difference between a missing key and null, and numbers exactly as
// written. An untouched part of a tree is written back byte for byte.
package jsontext

import (
	"math"
	"strconv"
)

// Kind tells what a Value is.
type Kind uint8

// The kinds of a Value. Undefined is the zero Value: a missing key, an index
// out of range; objects and arrays leave it out when written.
const (
	Undefined Kind = iota
	Null
	Bool
	Number
	Text
	Array
	Object
)

// Value is one JSON value. Values are passed by copy; only Set and Push
// change one.
type Value struct {
	kind  Kind
	raw   string // the source text; "" for values built or changed here
	text  string // Text: the decoded string
	items []Value
	names []string // Object: names[i] belongs to items[i]
}

// NewObject returns an empty object.
func NewObject() Value { return Value{kind: Object} }

// NewArray returns an array of the given values.
func NewArray(items ...Value) Value { return Value{kind: Array, items: items} }

// String returns a JSON string.
func String(s string) Value { return Value{kind: Text, text: s} }

// Strings returns an array of JSON strings.
func Strings(list ...string) Value {
	v := NewArray()
	for _, s := range list {
		v.Push(String(s))
	}
	return v
}

// Int returns a JSON number.
func Int(n int) Value { return Value{kind: Number, raw: strconv.Itoa(n)} }

// Float returns a JSON number; null when f is not finite, as JSON.stringify does.
func Float(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{kind: Null}
	}
	return Value{kind: Number, raw: strconv.FormatFloat(f, 'f', -1, 64)}
}

// NullValue returns null.
func NullValue() Value { return Value{kind: Null} }

// Kind returns what v is.
func (v Value) Kind() Kind { return v.kind }

// Len returns the number of items of an array or members of an object, else 0.
func (v Value) Len() int { return len(v.items) }

// At returns item i of an array or the value of member i of an object.
func (v Value) At(i int) Value {
	if i < 0 || i >= len(v.items) {
		return Value{}
	}
	return v.items[i]
}

// Name returns the name of member i of an object.
func (v Value) Name(i int) string {
	if i < 0 || i >= len(v.names) {
		return ""
	}
	return v.names[i]
}

// Items returns the items of an array; nil for anything else, so a hostile
// answer with an object in a list's place counts as an empty list.
func (v Value) Items() []Value {
	if v.kind != Array {
		return nil
	}
	return v.items
}

// Get returns the member of that name, Undefined when v has none or is no
// object. Of several members of one name the last counts, as in JavaScript.
func (v Value) Get(name string) Value {
	for i := len(v.names) - 1; i >= 0; i-- {
		if v.names[i] == name {
			return v.items[i]
		}
	}
	return Value{}
}

// Set replaces or appends a member. Setting Undefined is allowed: it is left
// out when the object is written.
func (v *Value) Set(name string, item Value) {
	v.raw = ""
	for i := range v.names {
		if v.names[i] == name {
			v.items = append([]Value(nil), v.items...) // items may be shared with a copy of v
			v.items[i] = item
			return
		}
	}
	v.names = append(v.names[:len(v.names):len(v.names)], name)
	v.items = append(v.items[:len(v.items):len(v.items)], item)
}

// Push appends an item to an array.
func (v *Value) Push(item Value) {
	v.raw = ""
	v.items = append(v.items[:len(v.items):len(v.items)], item)
}

// SetAt replaces item i of an array.
func (v *Value) SetAt(i int, item Value) {
	v.raw = ""
	v.items = append([]Value(nil), v.items...)
	v.items[i] = item
}

// Truthy tells whether JavaScript takes v for true.
func (v Value) Truthy() bool {
	switch v.kind {
	case Bool:
		return v.raw == "true"
	case Number:
		f := v.Float()
		return f != 0 && f == f
	case Text:
		return v.text != ""
	case Array, Object:
		return true
	}
	return false
}

// Float returns a number, or a string that holds one; NaN for the rest.
func (v Value) Float() float64 {
	s := v.raw
	switch v.kind {
	case Number:
	case Text:
		s = v.text
	case Bool:
		if v.raw == "true" {
			return 1
		}
		return 0
	case Null:
		return 0
	default:
		return math.NaN()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return f
}

// Int returns Float as an integer, 0 when it is not a number.
func (v Value) Int() int {
	f := v.Float()
	if !(math.Abs(f) <= 1<<53) {
		return 0
	}
	return int(f)
}

// Str returns v as JavaScript's String() prints it: the text of a string, the
// digits of a number, "undefined", "null", and for the rest the JSON text.
func (v Value) Str() string {
	switch v.kind {
	case Text:
		return v.text
	case Undefined:
		return "undefined"
	case Null:
		return "null"
	}
	return v.JSON()
}

// TextOr returns the text of a string or number and def for all else, empty
// strings included.
func (v Value) TextOr(def string) string {
	if (v.kind != Text && v.kind != Number) || v.Str() == "" {
		return def
	}
	return v.Str()
}

// Is tells whether v loosely equals (==) the number n.
func (v Value) Is(n int) bool {
	return (v.kind == Number || v.kind == Text && v.text != "") && v.Float() == float64(n)
}
