package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func testModule() []byte {
	return writeModule([]section{
		{1, []byte{0}},
		{sectionExport, writeExports([]export{{"memory", 2, 0}, {"malloc", 0, 7}, {"webim_call", 0, math.MaxUint32}})},
		{sectionCustom, []byte("\x04name")},
	})
}

func TestModuleSurvivesRoundTrip(t *testing.T) {
	sections, err := readModule(testModule())
	require.NoError(t, err)
	assert.Equal(t, testModule(), writeModule(sections))
	list, err := readExports(sections[1].body)
	require.NoError(t, err)
	assert.Equal(t, []export{{"memory", 2, 0}, {"malloc", 0, 7}, {"webim_call", 0, math.MaxUint32}}, list)
}

func TestKeepExportsKeepsUsed(t *testing.T) {
	kept, err := keepExports(testModule())
	require.NoError(t, err)
	sections, err := readModule(kept)
	require.NoError(t, err)
	list, err := readExports(sections[1].body)
	require.NoError(t, err)
	assert.Equal(t, []export{{"memory", 2, 0}, {"webim_call", 0, math.MaxUint32}}, list)
	_, err = keepExports(kept)
	assert.Error(t, err, "a module without exports to remove must be an error")
}

func TestReadModuleRejectsInvalid(t *testing.T) {
	good := writeModule([]section{{1, []byte("types")}})
	extended := func(more ...byte) []byte { return append(good[:len(good):len(good)], more...) }
	for name, module := range map[string][]byte{
		"empty":               nil,
		"not a module":        []byte("<!doctype html>"),
		"truncated":           good[:len(good)-1],
		"length too large":    extended(1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F),
		"unterminated number": extended(1, 0x80),
	} {
		_, err := readModule(module)
		assert.Error(t, err, name)
	}
	_, err := readExports([]byte{0xFF, 0xFF, 0xFF, 0xFF, 0x0F})
	assert.Error(t, err, "an export count beyond the section must be an error")
}
