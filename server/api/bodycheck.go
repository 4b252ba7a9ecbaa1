package api

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// Limits of JSON bodies. Decoded JSON takes several times the memory of its text,
// depending on the number of values and names rather than on its length. Valid
// requests of all commands are far below these limits.
const (
	maxDepth  = 64      // nesting of objects and arrays
	maxNames  = 1_000   // in one object
	maxValues = 100_000 // in one body, names included
)

// checkBody returns an error unless a body is a single JSON object in valid UTF-8
// within the limits. Duplicate names in an object are refused, because decoders
// disagree about which value to use.
func checkBody(body []byte) error {
	notJSON := Errorf(CodeNotJSON, "the body is not a JSON object")
	d := jsontext.NewDecoder(bytes.NewBuffer(body)) // reads a Buffer without copying
	if d.PeekKind() != '{' {
		return notJSON
	}
	for values := 0; ; values++ {
		_, err := d.ReadToken()
		depth := d.StackDepth()
		kind, length := d.StackIndex(depth)
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, jsontext.ErrDuplicateName):
			return Errorf(CodeNotJSON, "the body has an object with a duplicate name")
		case err != nil || depth == 0 && length > 1:
			return notJSON
		case depth > maxDepth:
			return Errorf(CodeNotJSON, "the body is nested deeper than %d", maxDepth)
		case values > maxValues:
			return Errorf(CodeTooLarge, "the body has more than %d values", maxValues)
		case kind == '{' && length > 2*maxNames: // names and their values
			return Errorf(CodeTooLarge, "an object of the body has more than %d names", maxNames)
		}
	}
}
