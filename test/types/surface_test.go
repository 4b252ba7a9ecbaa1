package types

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/docs/reference"
	"webim.js/test/browser"
	"webim.js/test/stack"
)

// constructors holds a constructor call per class, for inspecting the own properties.
var constructors = map[string]string{
	"webim.Msg":                          "new webim.Msg(new webim.Session('C2C', 'bob', 'bob', ''), true)",
	"webim.Msg.Elem":                     "new webim.Msg.Elem('TIMTextElem', null)",
	"webim.Msg.Elem.Text":                "new webim.Msg.Elem.Text('')",
	"webim.Msg.Elem.Face":                "new webim.Msg.Elem.Face(1, '')",
	"webim.Msg.Elem.Location":            "new webim.Msg.Elem.Location(1, 2, '')",
	"webim.Msg.Elem.Images":              "new webim.Msg.Elem.Images('')",
	"webim.Msg.Elem.Images.Image":        "new webim.Msg.Elem.Images.Image(1)",
	"webim.Msg.Elem.Sound":               "new webim.Msg.Elem.Sound('')",
	"webim.Msg.Elem.File":                "new webim.Msg.Elem.File('', '')",
	"webim.Msg.Elem.Custom":              "new webim.Msg.Elem.Custom('', '', '')",
	"webim.Msg.Elem.GroupTip":            "new webim.Msg.Elem.GroupTip(1)",
	"webim.Msg.Elem.GroupTip.GroupInfo":  "new webim.Msg.Elem.GroupTip.GroupInfo(1, '')",
	"webim.Msg.Elem.GroupTip.MemberInfo": "new webim.Msg.Elem.GroupTip.MemberInfo('', 1)",
	"webim.Session":                      "new webim.Session('C2C', 'bob', 'bob', '')",
}

// TestDeclarationsMatchSDK compares the declarations with the names that a page can
// reach before its first call, in both directions.
func TestDeclarationsMatchSDK(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	address := pages(t, server)
	wanted := map[string][]any{} // path: kind, arity
	properties := map[string]bool{}
	optional := map[string]bool{} // properties that not all objects have
	var opened []string
	for _, section := range read(t) {
		for _, item := range section.Items {
			declare(item, wanted, properties, optional)
			if item.Kind == reference.Const && len(item.Members) > 0 {
				opened = append(opened, item.Path)
			}
		}
	}

	own := map[string]bool{}
	for _, version := range []string{"", "1.3", "1.7"} {
		page := browser.Open(t, browser.Chromium, browser.Options{})
		page.Goto(address + "?version=" + version)
		var has map[string]bool
		page.Eval(`instances(`+js(constructors)+`)`, &has)
		maps.Copy(own, has)
		if version != "" {
			continue
		}
		var got map[string][]any
		page.Eval(`surface('webim', webim, `+js(opened)+`)`, &got)
		for path, what := range got {
			if what[0] == "property" { // an accessor of the prototype
				own[path] = true
				delete(got, path)
			}
		}
		for _, path := range slices.Sorted(maps.Keys(got)) {
			if wanted[path] == nil {
				t.Errorf("%s exists but is not declared: %v", path, got[path])
			}
		}
		for _, path := range slices.Sorted(maps.Keys(wanted)) {
			if got[path] == nil {
				t.Errorf("%s is declared but does not exist", path)
				continue
			}
			assert.Equal(t, wanted[path][0], got[path][0], "%s: kind", path)
			assert.EqualValues(t, wanted[path][1], got[path][1], "%s: number of arguments", path)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(own)) {
		assert.True(t, properties[path], "%s exists but is not declared", path)
	}
	for _, path := range slices.Sorted(maps.Keys(properties)) {
		assert.True(t, own[path] || optional[path], "%s is declared but does not exist", path)
	}
	for path := range constructors {
		assert.NotNil(t, wanted[path], "%s: class is not declared", path)
	}
}

// declare records the surface that an item declares. Types have none.
func declare(item *reference.Item, wanted map[string][]any, properties, optional map[string]bool) {
	switch item.Kind {
	case reference.Function:
		wanted[item.Path] = []any{"function", item.Arity()}
	case reference.Const:
		wanted[item.Path] = []any{"object", 0}
		if strings.HasSuffix(strings.TrimSuffix(item.Code, ";"), ": string") {
			wanted[item.Path] = []any{"value", 0}
		}
		for _, m := range item.Members {
			if m.Kind == reference.Method {
				wanted[m.Path] = []any{"function", m.Arity()}
			} else if strings.HasSuffix(m.Code, "}") {
				wanted[m.Path] = []any{"object", 0}
			} else {
				wanted[m.Path] = []any{"value", 0}
			}
		}
	case reference.Class:
		for _, m := range item.Members {
			switch {
			case m.Kind == reference.Constructor:
				wanted[item.Path] = []any{"class", m.Arity()}
			case m.Static:
				wanted[m.Path] = []any{"function", m.Arity()}
			case m.Kind == reference.Method:
				wanted[item.Path+"#"+m.Name] = []any{"method", m.Arity()}
			default:
				properties[item.Path+"#"+m.Name] = true
				optional[item.Path+"#"+m.Name] = strings.Contains(m.Code, "?:")
			}
		}
	}
}
