package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func nestedArrays(depth int) string {
	return `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + "}"
}

func objectWithNames(names int) string {
	var b strings.Builder
	for i := range names {
		fmt.Fprintf(&b, `,"%d":0`, i)
	}
	return "{" + b.String()[1:] + "}"
}

func TestCheckBodyRefusesInvalidBodies(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		code int
	}{
		"duplicate name":          {`{"From_Account":"me","From_Account":"me"}`, CodeNotJSON},
		"duplicate name, escaped": {`{"From_Account":"me","From\u005fAccount":"me"}`, CodeNotJSON},
		"duplicate name, nested":  {`{"a":1,"b":{"c":1,"d":[{"x":1},{"x":1,"y":2,"x":3}]}}`, CodeNotJSON},
		"duplicate empty name":    {`{"":1,"":2}`, CodeNotJSON},
		"two objects":             {`{}{}`, CodeNotJSON},
		"no object":               {`[]`, CodeNotJSON},
		"truncated":               {`{"a":[`, CodeNotJSON},
		"trailing comma":          {`{"a":1,}`, CodeNotJSON},
		"empty":                   {``, CodeNotJSON},
		"not UTF-8":               {"{\"a\":\"\xff\"}", CodeNotJSON},
		"65 deep":                 {nestedArrays(65), CodeNotJSON},
		"1,001 names":             {objectWithNames(1001), CodeTooLarge},
		"1,001 names, nested":     {`{"a":[` + objectWithNames(1001) + `]}`, CodeTooLarge},
		"100,001 values":          {`{"a":[0` + strings.Repeat(",0", 100_000) + `]}`, CodeTooLarge},
	} {
		assert.ErrorIs(t, checkBody([]byte(c.body)), &Error{Code: c.code}, name)
	}
}

func TestCheckBodyAcceptsBodiesAtLimits(t *testing.T) {
	for _, body := range []string{
		`{"a":{"x":1},"b":{"x":1},"x":[{"x":1},{"x":1}]}`,
		`{"a":"\"a\":1,\"a\":2","b":"\\","c":"}{][,"}`,
		`{"From_Account":"me","a":["a","a",{"a":["a"]}]}`,
		"{}", ` { "a" : "a" , "b" : "a" } `, nestedArrays(64), objectWithNames(1000),
	} {
		assert.NoError(t, checkBody([]byte(body)), "%.60s", body)
	}
}
