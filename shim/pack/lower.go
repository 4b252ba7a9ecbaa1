package main

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// lower converts a script of ES2015 to ES5, which esbuild does for arrow functions and
// templates only. It supports the syntax that shim/ uses and returns an error for any
// other syntax, and for a function that uses a variable of an enclosing loop, because in
// ES5 all iterations share the variable. It assumes that for-of, spread and array
// patterns iterate arrays.
func lower(script []byte) ([]byte, error) {
	ast, err := js.Parse(parse.NewInputBytes(script), js.Options{})
	if err != nil {
		return nil, err
	}
	l := lowering{loopVars: map[*js.Var]int{}}
	l.declare(ast.Scope.Declared, true)
	ast.List = l.statements(ast.List)
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	var out bytes.Buffer
	ast.JS(&out)
	return out.Bytes(), nil
}

type lowering struct {
	errs     []error
	names    int             // number of variables that have been named
	depth    int             // of functions
	loops    int             // that contain the current statement, in its function
	loopVars map[*js.Var]int // variables declared in a loop, with the depth of its function
}

func (l *lowering) fail(construct string, node js.INode) {
	text := node.String()
	l.errs = append(l.errs, fmt.Errorf("%s cannot be converted to ES5: %s", construct, text[:min(len(text), 300)]))
}

// declare handles the variables of a block or function. Those of a block become
// variables of its function, under new names.
func (l *lowering) declare(vars js.VarArray, isFunction bool) {
	for _, v := range vars {
		if v.Decl != js.LexicalDecl {
			continue
		}
		if !isFunction {
			v.Data = l.name(string(v.Data))
		}
		if l.loops > 0 {
			l.loopVars[v] = l.depth
		}
	}
}

func (l *lowering) name(prefix string) []byte {
	l.names++
	return []byte(prefix + "$" + strconv.Itoa(l.names))
}

func (l *lowering) variable() *js.Var { return &js.Var{Data: l.name("")} }

// use checks a use of a variable.
func (l *lowering) use(v *js.Var) {
	for v.Link != nil {
		v = v.Link
	}
	if depth, ok := l.loopVars[v]; ok && depth < l.depth {
		l.fail("function in a loop that uses the loop's "+string(v.Data), v)
	}
}

func (l *lowering) statements(list []js.IStmt) []js.IStmt {
	for i, s := range list {
		list[i] = l.statement(s)
	}
	return list
}

func (l *lowering) block(b *js.BlockStmt) {
	if b == nil {
		return
	}
	l.declare(b.Scope.Declared, false)
	for _, s := range b.List {
		if f, ok := s.(*js.FuncDecl); ok {
			l.fail("function declared in a block", f)
		}
	}
	b.List = l.statements(b.List)
}

func (l *lowering) statement(s js.IStmt) js.IStmt {
	switch s := s.(type) {
	case nil, *js.EmptyStmt, *js.BranchStmt, *js.DirectivePrologueStmt, *js.Comment:
	case *js.BlockStmt:
		l.block(s)
	case *js.ExprStmt:
		s.Value = l.expr(s.Value)
	case *js.IfStmt:
		s.Cond, s.Body, s.Else = l.expr(s.Cond), l.statement(s.Body), l.statement(s.Else)
	case *js.DoWhileStmt:
		l.loop(func() { s.Body, s.Cond = l.statement(s.Body), l.expr(s.Cond) })
	case *js.WhileStmt:
		l.loop(func() { s.Body, s.Cond = l.statement(s.Body), l.expr(s.Cond) })
	case *js.ForStmt:
		l.loop(func() {
			l.declare(s.Body.Scope.Declared, false)
			s.Init, s.Cond, s.Post = l.expr(s.Init), l.expr(s.Cond), l.expr(s.Post)
			s.Body.List = l.statements(s.Body.List)
		})
	case *js.ForInStmt:
		l.loop(func() {
			l.declare(s.Body.Scope.Declared, false)
			s.Init, s.Value = l.loopInit(s.Init), l.expr(s.Value)
			s.Body.List = l.statements(s.Body.List)
		})
	case *js.ForOfStmt:
		return l.forOf(s)
	case *js.SwitchStmt:
		s.Init = l.expr(s.Init)
		l.declare(s.Scope.Declared, false)
		for i, c := range s.List {
			s.List[i].Cond, s.List[i].List = l.expr(c.Cond), l.statements(c.List)
		}
	case *js.ReturnStmt:
		s.Value = l.expr(s.Value)
	case *js.LabelledStmt:
		s.Value = l.statement(s.Value)
	case *js.ThrowStmt:
		s.Value = l.expr(s.Value)
	case *js.TryStmt:
		l.block(s.Body)
		l.block(s.Catch)
		l.block(s.Finally)
		if _, ok := s.Binding.(*js.Var); s.Catch != nil && !ok {
			l.fail("catch without a variable", s)
		}
	case *js.VarDecl:
		return l.declaration(s)
	case *js.FuncDecl:
		l.functionDecl(s)
	default:
		l.fail("statement", s)
	}
	return s
}

func (l *lowering) loop(f func()) {
	l.loops++
	f()
	l.loops--
}

// loopInit converts the initialization of a loop.
func (l *lowering) loopInit(init js.IExpr) js.IExpr {
	d, ok := init.(*js.VarDecl)
	if !ok {
		return l.expr(init)
	}
	if _, ok := d.List[0].Binding.(*js.Var); !ok {
		l.fail("pattern in for-in", init)
	}
	d.TokenType = js.VarToken
	return d
}

// forOf converts a loop over an array.
func (l *lowering) forOf(s *js.ForOfStmt) js.IStmt {
	d, ok := s.Init.(*js.VarDecl)
	if !ok || s.Await {
		l.fail("for-of without a declaration", s)
		return s
	}
	list, index := l.variable(), l.variable()
	init := &js.VarDecl{TokenType: js.VarToken, List: []js.BindingElement{
		{Binding: index, Default: number(0)}, {Binding: list, Default: l.expr(s.Value)},
	}}
	l.loop(func() {
		l.declare(s.Body.Scope.Declared, false)
		d.TokenType = js.VarToken
		d.List = l.flatten(nil, d.List[0].Binding, &js.IndexExpr{X: list, Y: index})
		d.InFor, d.InForInOf = false, false
		s.Body.List = append([]js.IStmt{d}, l.statements(s.Body.List)...)
	})
	return &js.ForStmt{Init: init, Body: s.Body,
		Cond: &js.BinaryExpr{Op: js.LtToken, X: index, Y: dot(list, "length")},
		Post: &js.UnaryExpr{Op: js.PostIncrToken, X: index}}
}

// declaration converts a declaration. In a loop, a variable without a value is
// undefined again in each iteration.
func (l *lowering) declaration(d *js.VarDecl) *js.VarDecl {
	reset := l.loops > 0 && d.TokenType != js.VarToken
	d.TokenType = js.VarToken
	var list []js.BindingElement
	for _, e := range d.List {
		value := l.expr(e.Default)
		if e.Default == nil && reset {
			value = undefined()
		}
		list = l.flatten(list, e.Binding, value)
	}
	d.List = list
	return d
}

// flatten appends the declarations of a pattern's variables, with their values.
func (l *lowering) flatten(list []js.BindingElement, binding js.IBinding, value js.IExpr) []js.BindingElement {
	source := func() js.IExpr {
		if v, ok := value.(*js.Var); ok {
			return v
		}
		v := l.variable()
		list = append(list, js.BindingElement{Binding: v, Default: value})
		return v
	}
	part := func(e js.BindingElement, value js.IExpr) {
		if e.Default != nil {
			v := l.variable()
			list = append(list, js.BindingElement{Binding: v, Default: value})
			value = orDefault(v, l.expr(e.Default))
		}
		list = l.flatten(list, e.Binding, value)
	}
	switch b := binding.(type) {
	case *js.Var:
		return append(list, js.BindingElement{Binding: b, Default: value})
	case *js.BindingObject:
		from := source()
		if b.Rest != nil {
			l.fail("rest of an object", b)
		}
		for _, item := range b.List {
			key := item.Key
			if key == nil {
				key = &js.PropertyName{Literal: js.LiteralExpr{TokenType: js.IdentifierToken, Data: item.Value.Binding.(*js.Var).Data}}
			}
			if key.IsComputed() || key.Literal.TokenType != js.IdentifierToken {
				l.fail("key in a pattern", b)
			}
			part(item.Value, dot(from, string(key.Literal.Data)))
		}
	case *js.BindingArray:
		from := source()
		if b.Rest != nil {
			l.fail("rest of an array", b)
		}
		for i, e := range b.List {
			if e.Binding != nil {
				part(e, &js.IndexExpr{X: from, Y: number(i)})
			}
		}
	}
	return list
}

// functionDecl converts a function declaration or expression.
func (l *lowering) functionDecl(f *js.FuncDecl) {
	l.function(f.Name, &f.Params, &f.Body)
	if f.Async || f.Generator {
		l.fail("async function or generator", f)
	}
}

// function converts a function's parameters and body.
func (l *lowering) function(name *js.Var, params *js.Params, body *js.BlockStmt) {
	loops := l.loops
	l.loops = 0
	l.depth++
	l.declare(body.Scope.Declared, true)
	vars := &js.VarDecl{TokenType: js.VarToken}
	var prologue []js.IStmt
	for i, p := range params.List {
		v, plain := p.Binding.(*js.Var)
		if !plain {
			v = l.variable()
		}
		params.List[i] = js.BindingElement{Binding: v}
		value := js.IExpr(v)
		if p.Default != nil {
			value = orDefault(v, l.expr(p.Default))
		}
		if !plain || p.Default != nil {
			vars.List = l.flatten(vars.List, p.Binding, value)
		}
	}
	if len(vars.List) > 0 {
		prologue = append(prologue, vars)
	}
	if params.Rest != nil {
		rest, ok := params.Rest.(*js.Var)
		if !ok {
			l.fail("pattern of a rest parameter", params.Rest)
			return
		}
		prologue = append(prologue, l.rest(rest, len(params.List)))
		params.Rest = nil
	}
	body.List = append(prologue, l.statements(body.List)...)
	l.depth--
	l.loops = loops
}

// rest returns the loop that fills a rest parameter, which engines optimize better
// than a call of slice.
func (l *lowering) rest(list *js.Var, from int) js.IStmt {
	all, index := &js.Var{Data: []byte("arguments")}, l.variable()
	push := &js.CallExpr{X: dot(list, "push"), Args: js.Args{List: []js.Arg{{Value: &js.IndexExpr{X: all, Y: index}}}}}
	return &js.ForStmt{
		Init: &js.VarDecl{TokenType: js.VarToken, List: []js.BindingElement{{Binding: list, Default: &js.ArrayExpr{}}, {Binding: index, Default: number(from)}}},
		Cond: &js.BinaryExpr{Op: js.LtToken, X: index, Y: dot(all, "length")},
		Post: &js.UnaryExpr{Op: js.PostIncrToken, X: index},
		Body: &js.BlockStmt{List: []js.IStmt{&js.ExprStmt{Value: push}}},
	}
}
