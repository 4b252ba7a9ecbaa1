package browser

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFreezeFiresLifecycleEvents(t *testing.T) {
	tab := Open(t, Chromium, Options{})
	tab.Goto("data:text/html,<title>ticks</title>")
	tab.Eval(`(window.events = [], ['freeze', 'resume'].forEach(function (name) { document.addEventListener(name, function () { events.push(name); }); }))`, nil)
	tab.Freeze(true)
	tab.Freeze(false)
	tab.WaitFor(`events.length === 2`)
	var events []string
	tab.Eval(`events`, &events)
	assert.Equal(t, []string{"freeze", "resume"}, events)
	var seen string
	tab.Eval(`document.visibilityState`, &seen)
	t.Log(seen)
}
