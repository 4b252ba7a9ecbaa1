package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/npm"
	"webim.js/test/stack"
)

// screenshots is the folder of the screenshots of all views.
const screenshots = "dist/screenshots"

// picturePath returns the path of a view's screenshot.
func picturePath(t testing.TB, name string) string {
	t.Helper()
	folder := filepath.Join(stack.Root(t), screenshots)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	return filepath.Join(folder, name+".png")
}

// checkView checks the page in its current state against the rules for all views.
func (v *visitor) checkView(view string) {
	v.t.Helper()
	v.WaitFor(`document.getAnimations().every(function (a) { return a.playState !== 'running' || a.effect.getComputedTiming().iterations === Infinity })`)
	v.Screenshot(picturePath(v.t, v.name+"-"+view))
	v.checkPage()
	v.checkAxe(view)
	var taller bool
	v.Eval(`document.getElementById('app')?.checkVisibility() && document.documentElement.scrollHeight > innerHeight`, &taller)
	assert.False(v.t, taller, "%s: %s is taller than the window", v.name, view)
	var headings int
	v.Eval(`[...document.querySelectorAll('h1')].filter(function (e) { return e.checkVisibility() }).length`, &headings)
	assert.Equal(v.t, 1, headings, "%s: %s must have one h1", v.name, view)
	v.checkTargetSizes(view)
	v.checkControls(view)
}

// checkControls checks that no control of the topmost layer is covered or has its text
// cut. A dialog, a menu or another layer that overlays the rest is checked alone.
func (v *visitor) checkControls(view string) {
	v.t.Helper()
	var found []string
	v.Eval(`(function () {
		const layer = function (selector) { return [...document.querySelectorAll(selector)].find(function (e) { return e.checkVisibility() }) }
		const top = layer('dialog[open]') || layer(':popover-open') || layer('.emotion-picker') || layer('.details-scrim') && layer('#details') || document
		const scrolledAway = function (e, x, y) {
			for (let outer = e.parentElement; outer; outer = outer.parentElement) {
				const box = outer.getBoundingClientRect()
				if (getComputedStyle(outer).overflowY !== 'visible' && (x < box.left || x > box.right || y < box.top || y > box.bottom)) return true
			}
			return y < 0 || y > innerHeight
		}
		const name = function (e) { return (e.id || e.className || e.tagName) + ' ' + e.textContent.trim().slice(0, 20) }
		const found = []
		for (const e of top.querySelectorAll('button, a, input, select, textarea, summary')) {
			if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.closest('.messages, .sr-only, .skip')) continue
			if (e.matches('button, .button, summary') && e.scrollWidth > e.clientWidth + 1) found.push('cut: ' + name(e))
			const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2
			if (!box.width || scrolledAway(e, x, y)) continue
			const hit = document.elementFromPoint(x, y)
			if (!hit || !(e.contains(hit) || hit.contains(e) || e.closest('label')?.contains(hit))) found.push('covered: ' + name(e) + ' by ' + (hit && name(hit)))
		}
		return found
	})()`, &found)
	assert.Empty(v.t, found, "%s: %s, controls covered or cut", v.name, view)
}

// checkAxe runs axe-core with the options of v.axe: no violation, and names contain their
// labels. The page around an open dialog is inert, and is not checked again.
func (v *visitor) checkAxe(view string) {
	v.t.Helper()
	if v.axe == "" {
		return
	}
	var there bool
	v.Eval(`'axe' in window`, &there)
	if !there {
		v.Eval("(function () { "+string(npm.File(v.t, "axe-core/axe.min.js"))+"\n})()", nil)
	}
	var found []string
	v.Eval(`(function (options) {
		options.resultTypes = ['violations']
		if (!options.runOnly) options.rules['label-content-name-mismatch'] = { enabled: true }
		return axe.run(document.querySelector('dialog[open]') || document, options)
	})(`+v.axe+`).then(function (r) {
		return r.violations.map(function (f) {
			return f.id + ': ' + f.nodes.slice(0, 4).map(function (n) { return n.target.join(' ') + ' (' + n.failureSummary.split('\n').slice(1).join(' ').slice(0, 160) + ')' }).join(', ')
		})
	})`, &found)
	assert.Empty(v.t, found, "%s: %s, by axe-core", v.name, view)
}

// checkTargetSizes checks that on touch screens every clickable element is at least 44
// by 44 CSS pixels. Links in running text are exempt.
func (v *visitor) checkTargetSizes(view string) {
	v.t.Helper()
	var small []string
	v.Eval(`innerWidth > 720 && !matchMedia('(pointer: coarse)').matches ? [] : [...document.querySelectorAll('button, a[href], input, select, textarea, summary')].filter(function (e) {
		if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.matches('p a, small a, .bubble a:not(.card), .room-line a, .history-top button, .empty .link, .skip')) return false
		const box = (e.matches('input') && e.closest('label') || e).getBoundingClientRect()
		const covered = e.closest('[inert]') || (document.querySelector('dialog[open]') && !e.closest('dialog[open]'))
		return !covered && box.width > 0 && (box.width < 43.5 || box.height < 43.5)
	}).map(function (e) {
		const box = e.getBoundingClientRect()
		return (e.id || e.className || e.tagName) + ' ' + e.textContent.trim().slice(0, 12) + ' ' + Math.round(box.width) + 'x' + Math.round(box.height)
	})`, &small)
	assert.Empty(v.t, small, "%s: %s, touch targets too small", v.name, view)
}

// checkDialog checks a dialog that is open and closes it.
func (v *visitor) checkDialog(id string) {
	v.t.Helper()
	v.waitVisible("#" + id + "[open]")
	v.checkView(strings.ReplaceAll(id, "_", "-"))
	v.Eval(fmt.Sprintf(`document.getElementById(%q).close()`, id), nil)
}
