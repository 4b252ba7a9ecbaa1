package jsontext

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func parse(t *testing.T, s string) Value {
	t.Helper()
	v, err := Parse(s)
	require.NoError(t, err, s)
	return v
}

func TestUnchangedPartsKeepSourceText(t *testing.T) {
	v := parse(t, `{"a": 1.50, "b": "\ud83d", "c": [1 , 2], "d":null}`)
	v.Set("e", Int(7))
	assert.Equal(t, `{"a":1.50,"b":"\ud83d","c":[1 , 2],"d":null,"e":7}`, v.JSON())
	v.Set("a", Value{})
	assert.Equal(t, `{"b":"\ud83d","c":[1 , 2],"d":null,"e":7}`, v.JSON(), "undefined must be omitted")
}

func TestCopiesShareStateClonesDoNot(t *testing.T) {
	a := parse(t, `{"x":1,"l":[1]}`)
	b := a
	b.Set("y", Int(3))
	c := a.Clone()
	c.Set("x", Int(2))
	list := c.Get("l").Clone()
	list.SetAt(0, Int(9))
	c.Set("l", list)
	assert.Equal(t, `{"x":1,"l":[1],"y":3}`, a.JSON())
	assert.Equal(t, a.JSON(), b.JSON())
	assert.Equal(t, `{"x":2,"l":[9],"y":3}`, c.JSON())
	assert.Equal(t, Undefined, Value{}.Clone().Kind())
}

func TestAccessorsConvertLikeJavaScript(t *testing.T) {
	v := parse(t, ` {"s":"a\"\\\/\b\f\n\r\té中😀","n":-1.5e3,"t":true,"f":false,"z":null,"l":[[],{}],"dup":1,"dup":2} `)
	assert.Equal(t, "a\"\\/\b\f\n\r\té中😀", v.Get("s").Str())
	assert.Equal(t, -1500.0, v.Get("n").Float())
	assert.Equal(t, 2, v.Get("dup").Int(), "the last of two equal names must be returned")
	assert.Equal(t, 2, v.Get("l").Len())
	assert.Equal(t, Undefined, v.Get("nothing").Get("deeper").At(3).Kind())
	assert.Equal(t, "undefined", v.Get("nothing").Str())
	assert.Nil(t, v.Items(), "an object must not be a list")
	for name, want := range map[string]bool{"s": true, "n": true, "t": true, "f": false, "z": false, "l": true, "nothing": false} {
		assert.Equal(t, want, v.Get(name).Truthy(), name)
	}
	assert.True(t, parse(t, `"15"`).Is(15), "the comparison must be loose")
	assert.False(t, parse(t, `""`).Is(0))
	assert.False(t, parse(t, `null`).Is(0))
	assert.Equal(t, 0, parse(t, `"x"`).Int())
	assert.True(t, math.IsNaN(parse(t, `{}`).Float()))
	assert.Equal(t, `null`, Float(math.NaN()).JSON())
	assert.Equal(t, `4294967296`, Float(1<<32).JSON())
}

func TestParseRejectsInvalidJSON(t *testing.T) {
	for _, s := range []string{``, ` `, `{`, `[1,]`, `{"a"}`, `{"a":}`, `{a:1}`, `01`, `-`, `1.`, `1e`, `.5`, `"\x"`, `"\u12"`, `"`, "\"\n\"", `tru`, `1 2`, `[1}`, `{"a":1,}`, `nul`, `"\ud83d\u`} {
		_, err := Parse(s)
		assert.ErrorIs(t, err, ErrSyntax, "%q", s)
	}
	deep := ""
	for range maxDepth + 2 {
		deep += "["
	}
	_, err := Parse(deep)
	assert.ErrorIs(t, err, ErrSyntax)
}

// FuzzParse compares the parser with encoding/json: both accept the same texts, and
// formatted values are equal.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,{"b":"\u4e2d"}]}`, `"\ud83d\ude00"`, `-0.5e-3`, `[null,true,false]`, `{"":""}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := Parse(s)
		var std any
		stdErr := json.Unmarshal([]byte(s), &std)
		if err != nil {
			if stdErr == nil && !tooDeep(s) {
				t.Fatalf("%q: encoding/json accepts it", s)
			}
			return
		}
		if stdErr != nil {
			if json.Valid([]byte(s)) {
				return // a number out of range for float64
			}
			t.Fatalf("%q: encoding/json refuses it: %v", s, stdErr)
		}
		if k := v.Kind(); k == Object || k == Array || k == Text {
			v.n.raw = "" // formatted again, not copied
		}
		var again any
		require.NoError(t, json.Unmarshal([]byte(v.JSON()), &again))
		require.Equal(t, std, again)
	})
}

// tooDeep reports whether s may be nested deeper than Parse allows.
func tooDeep(s string) bool { return len(s) > maxDepth }
