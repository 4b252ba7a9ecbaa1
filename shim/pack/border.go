package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"webim.js/webim"
)

// borderModule returns a JavaScript module with the exported constants of a Go file
// and OptionCalls, the names of the API's functions. The file imports nothing, so its
// constants can be evaluated separately. A name that JavaScript imports but Go lacks
// fails the build.
func borderModule(path string) (string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	pkg, err := new(types.Config).Check("border", files, []*ast.File{file}, nil)
	if err != nil {
		return "", err
	}
	var module strings.Builder
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok || !c.Exported() {
			continue
		}
		if c.Val().Kind() != constant.Int {
			return "", fmt.Errorf("%s: constant %s is not an integer", path, name)
		}
		fmt.Fprintf(&module, "export const %s = %s;\n", name, c.Val().ExactString())
	}
	fmt.Fprintf(&module, "export const OptionCalls = '%s'.split(' ');\n", strings.Join(webim.OptionCalls(), " "))
	return module.String(), nil
}
