package browser

import (
	"context"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// eachBrowser runs a test in both browsers against a small site.
func eachBrowser(t *testing.T, test func(t *testing.T, kind Kind, site string)) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>你好 %s</title><link rel=icon href="data:,"><body>text`, r.URL.Path)
	}))
	t.Cleanup(site.Close)
	for _, kind := range []Kind{Chromium, Firefox} {
		t.Run(string(kind), func(t *testing.T) { test(t, kind, site.URL) })
	}
}

func TestEvalDecodesValues(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{})
		page.Goto(site + "/here")
		var title string
		page.Eval(`document.title`, &title)
		assert.Equal(t, "你好 /here", title)
		var promised struct {
			A []int
			B *int
		}
		page.Eval(`new Promise(ok => setTimeout(() => ok({a: [1, 2], b: null}), 5))`, &promised)
		assert.Equal(t, []int{1, 2}, promised.A)
		assert.Nil(t, promised.B)
		page.Eval(`undefined`, nil)
		nothing := &title
		page.Eval(`undefined`, &nothing)
		assert.Nil(t, nothing)
		long := ""
		page.Eval(`'é'.repeat(2000000)`, &long)
		assert.Len(t, long, 4000000)
	})
}

func TestEvalReportsExceptions(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{})
		page.Goto(site)
		err := page.Page.Eval(context.Background(), `(() => { throw new RangeError('too far') })()`, nil)
		assert.ErrorContains(t, err, "RangeError: too far")
		err = page.Page.Eval(context.Background(), `Promise.reject('no')`, nil)
		assert.ErrorContains(t, err, "no")
		assert.Error(t, page.Page.Eval(context.Background(), `not javascript`, nil))
		var n int
		assert.ErrorContains(t, page.Page.Eval(context.Background(), `'text'`, &n), "value of 'text'")
	})
}

func TestWaitForReportsLastValue(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{})
		page.Goto(site)
		page.Eval(`setTimeout(() => { window.later = true }, 60) && 0`, nil)
		page.WaitFor(`window.later`)
		page.WaitFor(`Promise.resolve(window.later)`)

		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		assert.ErrorContains(t, page.Page.WaitFor(ctx, `document.title.length > 100`), "last value: false")
		assert.ErrorContains(t, page.Page.WaitFor(ctx, `window.nothing.there`), "TypeError")
	})
}

func TestWaitForSurvivesNavigation(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{})
		page.Goto(site + "/first")
		page.Eval(fmt.Sprintf(`setTimeout(() => { location.href = %q }, 50) && 0`, site+"/second"), nil)
		page.WaitFor(`document.title.endsWith('/second')`)
	})
}

func TestCanceledContextKeepsPageUsable(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{})
		page.Goto(site)
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		assert.ErrorIs(t, page.Page.Eval(ctx, `new Promise(() => {})`, nil), context.DeadlineExceeded)
		var sum int
		page.Eval(`1 + 1`, &sum)
		assert.Equal(t, 2, sum)
	})
}

func TestConsoleRecordsMessages(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{})
		page.Goto(site)
		assert.Empty(t, page.Console())
		page.Eval(`console.warn('careful', 3), console.error('bad')`, nil)
		messages := page.Console()
		require.Len(t, messages, 2)
		assert.Equal(t, "warn", messages[0].Level)
		assert.Equal(t, "careful 3", messages[0].Text)
		require.Len(t, page.Errors(), 1)

		page.Eval(`setTimeout(() => { throw new Error('uncaught one') }) && 0`, nil)
		m := page.WaitMessage("uncaught one")
		assert.Equal(t, "exception", m.Source)
		assert.Equal(t, "error", m.Level)
		page.Eval(`Promise.reject(new TypeError('unhandled one')) && 0`, nil)
		assert.Equal(t, "exception", page.WaitMessage("unhandled one").Source)
		assert.Len(t, page.Errors(), 3)

		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, err := page.Page.WaitMessage(ctx, "never said")
		assert.ErrorContains(t, err, "never said")
	})
}

func TestDialogsAreRecordedAndDismissed(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{})
		page.Goto(site)
		page.Eval(`setTimeout(() => { alert('hello there'); window.after = true }) && 0`, nil)
		page.WaitFor(`window.after`)
		messages := page.Console()
		require.Len(t, messages, 1)
		assert.Equal(t, Message{Level: "warn", Source: "dialog", Text: "hello there", URL: messages[0].URL}, messages[0])
	})
}

func TestOptionsAreApplied(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		page := Open(t, kind, Options{TimeZone: "Asia/Shanghai", Width: 360, Height: 640})
		page.Goto(site)
		var got struct{ Offset, Width, Height int }
		page.Eval(`({offset: new Date(1500000000000).getTimezoneOffset(), width: innerWidth, height: innerHeight})`, &got)
		assert.Equal(t, -480, got.Offset)
		assert.Equal(t, 360, got.Width)
		assert.Equal(t, 640, got.Height)

		shot := filepath.Join(t.TempDir(), "shot.png")
		page.Screenshot(shot)
		f, err := os.Open(shot)
		require.NoError(t, err)
		defer f.Close()
		picture, err := png.DecodeConfig(f)
		require.NoError(t, err)
		assert.Equal(t, 360, picture.Width)
	})
}

func TestPagesAreIsolatedAndVisible(t *testing.T) {
	eachBrowser(t, func(t *testing.T, kind Kind, site string) {
		one, two := Open(t, kind, Options{}), Open(t, kind, Options{})
		one.Goto(site)
		two.Goto(site)
		one.Eval(`(localStorage.setItem('k', 'v'), document.cookie = 'c=1')`, nil)
		var left struct {
			Stored *string
			Cookie string
			Hidden bool
		}
		two.Eval(`({stored: localStorage.getItem('k'), cookie: document.cookie})`, &left)
		assert.Nil(t, left.Stored)
		assert.Empty(t, left.Cookie)
		for _, page := range []*Tab{one, two} {
			page.Eval(`({hidden: document.hidden})`, &left)
			assert.False(t, left.Hidden)
		}
	})
}

func TestGotoOpensFileAndReportsFailure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(file, []byte(`<title>from a file</title>`), 0o600))
	eachBrowser(t, func(t *testing.T, kind Kind, _ string) {
		page := Open(t, kind, Options{})
		page.Goto("file://" + file)
		var title string
		page.Eval(`document.title`, &title)
		assert.Equal(t, "from a file", title)
		assert.Error(t, page.Page.Goto(context.Background(), "http://127.0.0.1:1/"))
	})
}

func TestCloseEndsProcessAndRemovesProfile(t *testing.T) {
	for _, kind := range []Kind{Chromium, Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			// t.TempDir is too long for the path of Chromium's socket.
			temp, err := os.MkdirTemp("", "b")
			require.NoError(t, err)
			t.Cleanup(func() { os.RemoveAll(temp) })
			t.Setenv("TMPDIR", temp)
			b, err := Launch(context.Background(), kind)
			require.NoError(t, err)
			assert.NotEmpty(t, b.Version())
			require.NoError(t, b.Close())
			left, err := os.ReadDir(temp)
			require.NoError(t, err)
			assert.Empty(t, left)
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			_, err = b.NewPage(ctx, Options{})
			assert.Error(t, err)
		})
	}
}

func TestMissingBrowserIsReported(t *testing.T) {
	for kind, env := range map[Kind]string{Chromium: "CHROMIUM", Firefox: "FIREFOX"} {
		t.Setenv(env, "/no/such/browser")
		_, err := Find(kind)
		assert.ErrorContains(t, err, env+"=/no/such/browser")
		t.Setenv(env, "")
		t.Setenv("PATH", "")
		_, err = Find(kind)
		assert.ErrorContains(t, err, "run test/browser/setup.sh or set "+env)
		t.Setenv(env, "/bin/false")
		_, err = Launch(context.Background(), kind)
		assert.ErrorContains(t, err, "starting /bin/false")
	}
	_, err := Find("lynx")
	assert.Error(t, err)
}
