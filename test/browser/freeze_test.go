package browser

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFreezeSuspendsTimers(t *testing.T) {
	tab := Open(t, Chromium, Options{})
	tab.Goto("data:text/html,<title>ticks</title>")
	tab.Eval(`(window.heard = [], ['freeze', 'resume'].forEach(function (name) { document.addEventListener(name, function () { heard.push(name); }); }))`, nil)
	tab.Freeze(true)
	tab.Freeze(false)
	tab.WaitFor(`heard.length === 2`)
	var heard []string
	tab.Eval(`heard`, &heard)
	assert.Equal(t, []string{"freeze", "resume"}, heard)
	var seen string
	tab.Eval(`document.visibilityState`, &seen)
	t.Log(seen)
}
