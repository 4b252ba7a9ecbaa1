// Package jsontext implements JSON values as ordered trees that keep their source
// text.
//
// The page's JavaScript parses every response and formats every argument. Go
// receives the text of small values only (options, responses to a sign-in,
// notices). encoding/json would cost the browser 1.3 MB of WebAssembly and 20 times
// the time. It would also lose the order of keys, the difference between a missing
// key and null, and the digits of numbers. An unchanged part of a tree is written
// back byte for byte.
package jsontext

import "math"

// Kind is the type of a Value.
type Kind uint8

// The kinds of a Value. Undefined is that of the zero Value, which represents a
// missing key or an index out of range.
const (
	Undefined Kind = iota
	Null
	Bool
	Number
	Text
	Array
	Object
)

// Value is a reference to a JSON value: changes by Set, SetAt and Push are visible
// through every copy. It is one word, because passing a large struct costs
// WebAssembly a dozen instructions per call.
//
// A change does not invalidate the source text of the enclosing value: after changing
// a part, set it in its parent again.
type Value struct{ n *node }

type node struct {
	kind  Kind
	raw   string // source text; "" for values built or changed by this package
	text  string // Text: the decoded string
	items []Value
	names []string // Object: names[i] belongs to items[i]
}

// NewObject returns an empty object.
//
//go:noinline
func NewObject() Value { return Value{&node{kind: Object}} }

// NewArray returns an array of the given values.
//
//go:noinline
func NewArray(items ...Value) Value { return Value{&node{kind: Array, items: items}} }

// String returns a JSON string.
//
//go:noinline
func String(s string) Value { return Value{&node{kind: Text, text: s}} }

// Strings returns an array of JSON strings.
func Strings(list ...string) Value {
	v := NewArray()
	for _, s := range list {
		v.Push(String(s))
	}
	return v
}

// Int returns a JSON number.
//
//go:noinline
func Int(n int) Value { return Int64(int64(n)) }

// Int64 returns a JSON number. Use it for times, sizes and offsets: int has 32 bits
// in a page.
//
//go:noinline
func Int64(n int64) Value { return Value{&node{kind: Number, raw: FormatInt(n)}} }

// Float returns a JSON number, or null if f is not finite, like JSON.stringify.
func Float(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return NullValue()
	}
	return Value{&node{kind: Number, raw: FormatNumber(f)}}
}

// NullValue returns null.
//
//go:noinline
func NullValue() Value { return Value{&node{kind: Null}} }

// Kind returns the kind of v.
//
//go:noinline
func (v Value) Kind() Kind {
	if v.n == nil {
		return Undefined
	}
	return v.n.kind
}

// Len returns the number of items of an array or members of an object, or 0.
func (v Value) Len() int {
	if v.n == nil {
		return 0
	}
	return len(v.n.items)
}

// At returns item i of an array or the value of member i of an object.
//
//go:noinline
func (v Value) At(i int) Value {
	if i < 0 || i >= v.Len() {
		return Value{}
	}
	return v.n.items[i]
}

// Items returns the items of an array, or nil for anything else, so a response with
// another value in place of a list counts as an empty list.
//
//go:noinline
func (v Value) Items() []Value {
	if v.Kind() != Array {
		return nil
	}
	return v.n.items
}

// Get returns the member of that name, or Undefined if v has none or is not an
// object. Of several members of one name it returns the last, as in JavaScript.
//
//go:noinline
func (v Value) Get(name string) Value {
	if v.n != nil {
		for i := len(v.n.names) - 1; i >= 0; i-- {
			if v.n.names[i] == name {
				return v.n.items[i]
			}
		}
	}
	return Value{}
}

// Set replaces or appends a member. A member that is Undefined is omitted when the
// object is written.
//
//go:noinline
func (v Value) Set(name string, item Value) {
	n := v.n
	n.raw = ""
	for i := range n.names {
		if n.names[i] == name {
			n.items[i] = item
			return
		}
	}
	n.names = append(n.names, name)
	n.items = append(n.items, item)
}

// Push appends an item to an array.
//
//go:noinline
func (v Value) Push(item Value) {
	v.n.raw = ""
	v.n.items = append(v.n.items, item)
}

// SetAt replaces item i of an array.
func (v Value) SetAt(i int, item Value) {
	v.n.raw = ""
	v.n.items[i] = item
}

// Clone returns a shallow copy of an object or array.
func (v Value) Clone() Value {
	if v.n == nil {
		return v
	}
	n := *v.n
	n.items = append([]Value(nil), n.items...)
	n.names = append([]string(nil), n.names...)
	return Value{&n}
}

// Truthy reports whether v is truthy in JavaScript.
//
//go:noinline
func (v Value) Truthy() bool {
	switch v.Kind() {
	case Bool:
		return v.n.raw == "true"
	case Number:
		f := v.Float()
		return f != 0 && f == f
	case Text:
		return v.n.text != ""
	case Array, Object:
		return true
	}
	return false
}

// Float returns v converted to a number, or NaN.
func (v Value) Float() float64 {
	var s string
	switch v.Kind() {
	case Number:
		s = v.n.raw
	case Text:
		s = v.n.text
	case Bool:
		if v.n.raw == "true" {
			return 1
		}
		return 0
	case Null:
		return 0
	default:
		return math.NaN()
	}
	f := ParseNumber(s)
	if math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// Int returns Int64 clamped to 32 bits.
func (v Value) Int() int {
	return int(min(max(v.Int64(), math.MinInt32), math.MaxInt32))
}

// Int64 returns the integer part of Float, or 0 if it is NaN or exceeds 2^53, beyond
// which a float64 skips integers.
//
//go:noinline
func (v Value) Int64() int64 {
	f := v.Float()
	if !(math.Abs(f) <= 1<<53) {
		return 0
	}
	return int64(f)
}

// Str converts v to a string like JavaScript's String(): the contents of a string,
// the digits of a number, "undefined" or "null". Other values are returned as JSON.
//
//go:noinline
func (v Value) Str() string {
	switch v.Kind() {
	case Text:
		return v.n.text
	case Undefined:
		return "undefined"
	case Null:
		return "null"
	}
	return v.JSON()
}

// TextOr returns Str for a non-empty string or a number, else def.
//
//go:noinline
func (v Value) TextOr(def string) string {
	if k := v.Kind(); k != Text && k != Number || v.Str() == "" {
		return def
	}
	return v.Str()
}

// Is reports whether v loosely equals (==) the number n.
//
//go:noinline
func (v Value) Is(n int) bool {
	k := v.Kind()
	return (k == Number || k == Text && v.n.text != "") && v.Float() == float64(n)
}
