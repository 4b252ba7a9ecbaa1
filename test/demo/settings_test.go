package demo

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pages "webim.js/demo"
	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Colors, language, notifications and sound are stored per visitor.
func TestSettingsAreStored(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice, bob := visit(t, s, browser.Chromium, desktop, "1.7", "alice"), visit(t, s, browser.Firefox, tablet, "1.3", "bob")
	alice.click("#my_face", "")
	alice.click("#my_menu [data-settings]", "")
	alice.click(`#settings [value="dark"]`, "")
	alice.WaitFor(`getComputedStyle(document.documentElement).colorScheme === 'dark'`)
	alice.Eval(`(function () {
		window.told = []
		window.Notification = function (title, options) { told.push(title + '|' + options.body) }
		Notification.permission = 'default'
		Notification.requestPermission = function () { Notification.permission = 'granted'; return Promise.resolve('granted') }
		window.AudioContext = function () { told.push('sound'); throw new Error('heard') }
		Object.defineProperty(document, 'hidden', { get: function () { return window.away || false }, configurable: true })
	})()`, nil)
	alice.click(`#settings [name="notify"]`, "")
	alice.WaitFor(`page.settings.settings.notify`)
	alice.click("#settings [data-close]", "")
	alice.Eval(`window.away = true`, nil)
	bob.openChat("alice")
	bob.sendText("看这里")
	alice.WaitFor(`told.join() === '陈默|看这里'`)
	alice.Eval(`window.away = false`, nil)

	alice.click("#my_face", "")
	alice.click("#my_menu [data-settings]", "")
	alice.click(`#settings [value="en"]`, "") // reloads the page
	alice.WaitFor(`document.documentElement.lang === 'en'`)
	alice.waitReady()
	alice.WaitFor(`document.documentElement.lang === 'en' && document.querySelector('#panel_sessions h2').textContent === 'Chats' && document.documentElement.dataset.theme === 'dark'`)
	alice.WaitFor(`page.i18n.t('{n} 人', { n: 1 }) === '1 member' && page.i18n.t('{n} 人', { n: 2 }) === '2 members'`)
	alice.checkPage()
}

// Every text of the demo has an English translation, and every translation is used.
func TestEnglishTranslationIsComplete(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		text, err := pages.Files.ReadFile(name)
		require.NoError(t, err)
		return string(text)
	}
	english := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^  '([^']+)': '`).FindAllStringSubmatch(read("js/page/en.js"), -1) {
		english[m[1]] = true
	}
	chinese := regexp.MustCompile(`[\p{Han}，。：、「」（）！？；]`)
	// Calendar characters, language names, the server's texts, quote marks.
	alone := map[string]bool{"日一二三四五六": true, "周": true, "年": true, "月": true, "日": true, "中文": true, "[自定义消息]": true,
		"「": true, `」\n- - - - - -\n`: true}
	used := map[string]bool{}
	use := func(text, where string) {
		if !chinese.MatchString(text) || alone[text] {
			return
		}
		used[text] = true
		assert.True(t, english[text], "%s: %q has no English translation", where, text)
	}
	comment := regexp.MustCompile(`(?m)(^\s*|\s)// .*$`)
	err := fs.WalkDir(pages.Files, "js", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == "js/page/en.js" {
			return err
		}
		for _, m := range regexp.MustCompile(`'([^'\n]*)'`).FindAllStringSubmatch(comment.ReplaceAllString(read(name), ""), -1) {
			use(m[1], name)
		}
		return nil
	})
	require.NoError(t, err)
	page := regexp.MustCompile(`(?s)<!--.*?-->`).ReplaceAllString(read("index.html"), "")
	for _, m := range regexp.MustCompile(`>([^<>]+)<|(?:placeholder|title|aria-label|alt)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		use(strings.TrimSpace(m[1])+m[2], "index.html")
	}
	for text := range english {
		assert.True(t, used[text], "translation of %q is unused", text)
	}
}
