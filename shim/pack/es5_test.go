package main

import (
	"fmt"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/robertkrimen/otto"
	"github.com/robertkrimen/otto/ast"
	"github.com/robertkrimen/otto/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// es5 converts a script as bundle does.
func es5(script string) (string, error) {
	arrowless := api.Transform(script, api.TransformOptions{
		Target: api.ES2015, Supported: map[string]bool{"arrow": false, "template-literal": false},
	})
	if err := problems(arrowless.Errors); err != nil {
		return "", err
	}
	lowered, err := lower(arrowless.Code)
	if err != nil {
		return "", err
	}
	minified := api.Transform(string(lowered), api.TransformOptions{Target: api.ES5, MinifySyntax: true})
	return string(minified.Code), problems(minified.Errors)
}

// ES2015 functions return the same results after conversion, in an interpreter of ES5.
func TestLowerConvertsToES5(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"variables":            {`const a = 1; let b = a; { const a = 2; let b = a + 1; if (b !== 3) return 0 } return [a, b]`, "1,1"},
		"use before a block":   {`const f = () => a; const a = 1; { const a = 2 } return f()`, "1"},
		"variable of a loop":   {`const all = []; for (let i = 0; i < 2; i++) { let x; all.push(String(x)); x = i } return all`, "undefined,undefined"},
		"catch":                {`const e = 1; try { throw 2 } catch (e) { const f = e; if (f !== 2) return 0 } return e`, "1"},
		"switch":               {`let a = 1; switch (a) { case 1: { let a = 2 } default: let b = 3; a += b } return a`, "4"},
		"for-of":               {`let all = ''; for (const x of ['a', 'b', 'c']) { if (x === 'b') continue; all += x } return all`, "ac"},
		"for-of, nested":       {`let all = ''; for (const x of [1, 2]) for (const y of [x, 3]) all += y; return all`, "1323"},
		"for-of, growing list": {`const list = [1]; for (const x of list) if (x < 3) list.push(x + 1); return list`, "1,2,3"},
		"for-of, pattern":      {`let all = ''; for (const [k, { v }] of [['a', { v: 1 }], ['b', { v: 2 }]]) all += k + v; return all`, "a1b2"},
		"for-in":               {`let all = ''; for (const k in { a: 1, b: 2 }) all += k; return all`, "ab"},
		"pattern of an object": {`const { a, b: c, d = a + 1, e: { f } } = { a: 1, b: 2, e: { f: 3 } }; return [a, c, d, f]`, "1,2,2,3"},
		"pattern of an array":  {`const [a, , b = 5, [c]] = [1, 2, undefined, [4]]; return [a, b, c]`, "1,5,4"},
		"parameters":           {`const f = ({ a }, [b], c = a + b, ...rest) => [a, b, c, rest.length]; return f({ a: 1 }, [2], undefined, 3, 4)`, "1,2,3,2"},
		"length":               {`return [function (a, b = 1) {}.length, function (a, ...b) {}.length, ((a, { b }) => {}).length]`, "2,1,2"},
		"this in an arrow":     {`return { a: 1, f() { return [1, 2].map((x) => x + this.a) } }.f()`, "2,3"},
		"spread in a call":     {`const f = (...a) => a.join('+'); const x = [1, 2]; return f(...x) + f(0, ...x, 3)`, "1+20+1+2+3"},
		"spread in a method":   {`const o = { n: 1, f(...a) { return this.n + a.length } }; const p = { o }; return p.o.f(0, ...[1, 2])`, "4"},
		"spread in an array":   {`const x = [1, 2]; const y = [...x]; y.push(3); return [0, ...x, [4], ...y].length`, "7"},
		"object":               {`const a = 1; { const a = 2; const o = { a, get b() { return a }, 'c-d': 3 }; return [o.a, o.b, o['c-d']] }`, "2,2,3"},
		"escaped key":          {`const o = { \u5FAE: 1, 'x': 2 }; const { \u5FAE: a } = o; return [a, o['微'], o.x]`, "1,1,2"},
		"template":             {"const a = 1; return `<${a}>`", "<1>"},
		"function in a loop":   {`const all = []; for (const x of [1]) all.push((() => 2)()); return all`, "2"},
	} {
		t.Run(name, func(t *testing.T) {
			code, err := es5(fmt.Sprintf("var result = String((function () { %s })())", c.body))
			require.NoError(t, err)
			vm := otto.New()
			_, err = vm.Run(code)
			require.NoError(t, err, code)
			got, err := vm.Get("result")
			require.NoError(t, err)
			assert.Equal(t, c.want, got.String(), code)
		})
	}
}

func TestLowerRefusesOtherSyntax(t *testing.T) {
	for _, code := range []string{
		"class A {}", "function* f() {}", "async function f() {}", "[a, b] = [b, a]", "({ [a]: 1 })", "({ ...a })", "const { ...a } = b",
		"const [...a] = b", "new A(...b)", "f().g(...a)", "a[b](...c)", "a ** b", "a?.b", "a ?? b", "f`a`",
		"for (const x of y) f(() => x)", "for (let i = 0; i < 2; i++) f(() => i)", "while (a) { const b = a; f(() => b) }",
		"for (a of b);", "if (a) { function f() {} f() }",
	} {
		_, err := lower([]byte(code))
		assert.Error(t, err, code)
	}
}

func TestBundleParsesAsES5(t *testing.T) {
	b, _ := testBundler(t)
	b.program, b.wasmExec = "program_tinygo.js", nil
	for _, e := range []engine{wasmEngine, jsEngine("export default function (imports, DATA) { return imports; }")} {
		text, err := b.bundle("", e, builtIn)
		require.NoError(t, err, e.file)
		program, err := parser.ParseFile(nil, "", text, parser.IgnoreRegExpErrors)
		require.NoError(t, err, e.file)
		ast.Walk(strict{t}, program)
	}
}

// strict reports syntax that the parser accepts and strict mode of ES5 forbids.
type strict struct{ t *testing.T }

func (s strict) Enter(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.RegExpLiteral:
		assert.Regexp(s.t, `^[gim]*$`, n.Flags, n.Pattern)
	case *ast.ObjectLiteral:
		seen := map[string]bool{}
		for _, p := range n.Value {
			assert.False(s.t, seen[p.Kind+p.Key], "%s twice in an object", p.Key)
			seen[p.Kind+p.Key] = true
		}
	}
	return s
}

func (s strict) Exit(ast.Node) {}
