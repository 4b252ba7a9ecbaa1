package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOneKeyOnce(t *testing.T) {
	address := carriers(t)
	for _, body := range []string{
		`{"From_Account":"you","From_Account":"me"}`,
		`{"From_Account":"me","From_Account":"you"}`,
		`{"From_Account":"me","from_account":"you"}`,
		`{"From_Account":"me","From\u005fAccount":"you"}`,
		`{"a":1,"b":{"c":1,"d":[{"x":1},{"x":1,"y":2,"x":3}]}}`,
		`{"a":[],"a":{}}`,
		`{"k":1,"K":2}`, // the Kelvin sign folds to k
		`{"":1,"":2}`,
	} {
		_, answer := post(t, address+"/v4/openim/echo?identifier=me", body)
		assert.Contains(t, answer, "60003", body)
	}
	for _, body := range []string{
		`{"a":{"x":1},"b":{"x":1},"x":[{"x":1},{"x":1}]}`,
		`{"a":"\"a\":1,\"a\":2","b":"\\","c":"}{][,"}`,
		`{"From_Account":"me","a":["a","a",{"a":["a"]}]}`,
		"{}", ` { "a" : "a" , "b" : "a" } `,
	} {
		_, answer := post(t, address+"/v4/openim/echo?identifier=me", body)
		assert.Contains(t, answer, `"OK"`, body)
	}
	_, answer := post(t, address+"/v4/openim/echo?identifier=me", `{"a":`+strings.Repeat(`[`, 300)+strings.Repeat(`]`, 300)+`}`)
	assert.Contains(t, answer, `"OK"`)
}
