package main

import (
	"slices"
	"strconv"

	"github.com/tdewolff/parse/v2/js"
)

func (l *lowering) exprs(list []js.IExpr) {
	for i, e := range list {
		list[i] = l.expr(e)
	}
}

func (l *lowering) expr(e js.IExpr) js.IExpr {
	switch e := e.(type) {
	case nil, *js.LiteralExpr, js.LiteralExpr:
	case *js.Var:
		l.use(e)
	case *js.GroupExpr:
		e.X = l.expr(e.X)
	case *js.ArrayExpr:
		return l.array(e)
	case *js.ObjectExpr:
		l.object(e)
	case *js.IndexExpr:
		e.X, e.Y = l.expr(e.X), l.expr(e.Y)
		l.refuseOptional(e.Optional, e)
	case *js.DotExpr:
		e.X = l.expr(e.X)
		l.refuseOptional(e.Optional, e)
	case *js.NewExpr:
		e.X = l.expr(e.X)
		if e.Args != nil && l.args(e.Args) {
			l.fail("spread in new", e)
		}
	case *js.CallExpr:
		e.X = l.expr(e.X)
		l.refuseOptional(e.Optional, e)
		if l.args(&e.Args) {
			return l.apply(e)
		}
	case *js.UnaryExpr:
		e.X = l.expr(e.X)
	case *js.BinaryExpr:
		switch e.X.(type) {
		case *js.ArrayExpr, *js.ObjectExpr:
			if e.Op == js.EqToken {
				l.fail("pattern in an assignment", e)
			}
		}
		if e.Op == js.NullishToken || e.Op == js.ExpToken {
			l.fail("operator", e)
		}
		e.X, e.Y = l.expr(e.X), l.expr(e.Y)
	case *js.CondExpr:
		e.Cond, e.X, e.Y = l.expr(e.Cond), l.expr(e.X), l.expr(e.Y)
	case *js.CommaExpr:
		l.exprs(e.List)
	case *js.VarDecl: // in the head of a for
		return l.declaration(e)
	case *js.FuncDecl:
		l.functionDecl(e)
	default:
		l.fail("expression", e)
	}
	return e
}

func (l *lowering) refuseOptional(optional bool, e js.IExpr) {
	if optional {
		l.fail("optional chaining", e)
	}
}

// args converts arguments and reports whether any is spread.
func (l *lowering) args(args *js.Args) bool {
	spread := false
	for i, a := range args.List {
		args.List[i].Value = l.expr(a.Value)
		spread = spread || a.Rest
	}
	return spread
}

// apply converts a call with spread arguments. The object of a method is stored in a
// variable, since it is evaluated twice.
func (l *lowering) apply(call *js.CallExpr) js.IExpr {
	this := undefined()
	if d, ok := call.X.(*js.DotExpr); ok {
		if this = d.X; !isPath(this) {
			l.fail("spread in a call of a method", call)
		}
	} else if _, ok := call.X.(*js.IndexExpr); ok {
		l.fail("spread in a call of a method", call)
	}
	var list []js.Element
	for _, a := range call.Args.List {
		list = append(list, js.Element{Value: a.Value, Spread: a.Rest})
	}
	array := list[0].Value
	if len(list) > 1 {
		array = concat(list)
	}
	return &js.CallExpr{X: dot(call.X, "apply"), Args: js.Args{List: []js.Arg{{Value: this}, {Value: array}}}}
}

// isPath reports whether e is a variable, or a property of one.
func isPath(e js.IExpr) bool {
	if d, ok := e.(*js.DotExpr); ok {
		return isPath(d.X)
	}
	_, ok := e.(*js.Var)
	return ok
}

func (l *lowering) array(a *js.ArrayExpr) js.IExpr {
	for i, e := range a.List {
		a.List[i].Value = l.expr(e.Value)
	}
	return concat(a.List)
}

// concat returns an array of elements, some of which are spread.
func concat(list []js.Element) js.IExpr {
	isSpread := func(e js.Element) bool { return e.Spread }
	at := slices.IndexFunc(list, isSpread)
	if at < 0 {
		return &js.ArrayExpr{List: list}
	}
	if len(list) == 1 && list[0].Spread {
		if _, ok := list[0].Value.(*js.Var); ok {
			return &js.CallExpr{X: dot(list[0].Value, "slice")}
		}
	}
	call := &js.CallExpr{X: dot(&js.ArrayExpr{List: list[:at]}, "concat")}
	for rest := list[at:]; len(rest) > 0; {
		if rest[0].Spread {
			call.Args.List = append(call.Args.List, js.Arg{Value: rest[0].Value})
			rest = rest[1:]
			continue
		}
		n := slices.IndexFunc(rest, isSpread)
		if n < 0 {
			n = len(rest)
		}
		call.Args.List = append(call.Args.List, js.Arg{Value: &js.ArrayExpr{List: rest[:n]}})
		rest = rest[n:]
	}
	return call
}

// object converts methods and shorthand properties.
func (l *lowering) object(o *js.ObjectExpr) {
	for i, p := range o.List {
		if p.Spread || p.Init != nil {
			l.fail("object", o)
			continue
		}
		if m, ok := p.Value.(*js.MethodDecl); ok {
			l.function(nil, &m.Params, &m.Body)
			if m.Async || m.Generator || m.Name.IsComputed() {
				l.fail("method", m)
			}
			if !m.Get && !m.Set {
				name := m.Name.PropertyName
				o.List[i] = js.Property{Name: &name, Value: &js.FuncDecl{Params: m.Params, Body: m.Body}}
			}
			continue
		}
		if p.Name == nil || p.Name.IsComputed() {
			l.fail("key of an object", o)
			continue
		}
		// The printer writes a name that equals its value as a shorthand property.
		if name := p.Name.Literal; name.TokenType == js.IdentifierToken {
			p.Name.Literal = js.LiteralExpr{TokenType: js.StringToken, Data: slices.Concat([]byte{'"'}, name.Data, []byte{'"'})}
		}
		o.List[i].Value = l.expr(p.Value)
	}
}

func dot(x js.IExpr, name string) *js.DotExpr {
	return &js.DotExpr{X: x, Y: js.LiteralExpr{TokenType: js.IdentifierToken, Data: []byte(name)}, Prec: js.OpMember}
}

func number(n int) js.IExpr {
	return &js.LiteralExpr{TokenType: js.DecimalToken, Data: []byte(strconv.Itoa(n))}
}

func undefined() js.IExpr { return &js.UnaryExpr{Op: js.VoidToken, X: number(0)} }

// orDefault returns value, or other if value is undefined.
func orDefault(value, other js.IExpr) js.IExpr {
	return &js.CondExpr{Cond: &js.BinaryExpr{Op: js.EqEqEqToken, X: value, Y: undefined()}, X: other, Y: value}
}
