package server_test

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/test/browser"
)

// Pages have other origins than the server. How browsers restrict hosted login, forms
// and scripts across origins can be tested in browsers only.

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// servePage serves one page at every path of a new origin.
func servePage(t *testing.T, content string) (address string) {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, content)
	}))
	t.Cleanup(site.Close)
	return site.URL + "/"
}

// runInBrowsers runs a test in each browser.
func runInBrowsers(t *testing.T, test func(t *testing.T, tab *browser.Tab)) {
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) { test(t, browser.Open(t, kind, browser.Options{Width: 420, Height: 800})) })
	}
}

func TestHostedLoginSignsInBrowser(t *testing.T) {
	s := servertest.Start(t)
	// The page follows the guide (2.1).
	address := servePage(t, `<!DOCTYPE html><meta charset="utf-8"><script src="`+s.URL+`/libs/api.min.js"></script><script>
		var loginInfo = { sdkAppID: 1400000001, accountType: 36862, identifier: null }, failed;
		function tlsLogin() {
			TLSHelper.goLogin({ sdkappid: loginInfo.sdkAppID, acctype: loginInfo.accountType, url: location.pathname + '?from=游客#here' });
		}
		function tlsGetUserSig(res) {
			if (res.ErrorCode == TlsErrorCode.OK) {
				loginInfo.identifier = TLSHelper.getQuery('identifier');
				loginInfo.userSig = res.UserSig;
				loginInfo.sdkAppID = Number(TLSHelper.getQuery('sdkappid'));
				loginInfo.accountType = (document.cookie.match(/(?:^|; )accountType=([^;]*)/) || [])[1];
			} else failed = res.ErrorCode == TlsErrorCode.SIGNATURE_EXPIRATION ? 'expired' : res.ErrorInfo;
		}
		if (TLSHelper.getQuery('tmpsig')) TLSHelper.fetchUserSig();
	</script>`)
	runInBrowsers(t, func(t *testing.T, tab *browser.Tab) {
		tab.Goto(address + "shop")
		var before string
		tab.Eval(`String(TLSHelper.getQuery('tmpsig')) + TLSHelper.getQuery('') + TlsErrorCode.OK`, &before)
		assert.Equal(t, "nullnull0", before)
		tab.Eval(`void tlsLogin()`, nil)
		tab.WaitFor(`document.querySelectorAll('li a').length === 12`)
		var shown string
		tab.Eval(`document.body.innerText`, &shown)
		assert.Contains(t, shown, strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/"))
		tab.Eval(`void document.querySelectorAll('li a')[2].click()`, nil)
		tab.WaitFor(`window.loginInfo && loginInfo.identifier === 'carol'`)
		var info struct {
			UserSig, AccountType, From, Hash, Path string
			SDKAppID                               int
		}
		tab.Eval(`({ UserSig: loginInfo.userSig, AccountType: loginInfo.accountType, SDKAppID: loginInfo.sdkAppID,
			From: TLSHelper.getQuery('from'), Hash: location.hash, Path: location.pathname })`, &info)
		assert.Equal(t, []any{"36862", "游客", "#here", "/shop", 1400000001}, []any{info.AccountType, info.From, info.Hash, info.Path, info.SDKAppID})
		carol := s.Client17("carol")
		carol.Query.Set("usersig", info.UserSig)
		carol.OK(t, "openim/login", servertest.M{"State": "Online"})

		tab.Goto(address + "?tmpsig=forged&identifier=carol")
		tab.WaitFor(`window.failed === 'expired'`)
	})
}

func TestCrossOriginFormGetsResponse(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	action := s.URL + "/v4/openpic/pic_up?tinyid=" + alice.Query.Get("tinyid") + "&a2=" + alice.Query.Get("a2") + "&sdkappid=1400000001&contenttype=http"
	content := `<!DOCTYPE html><meta charset="utf-8">
		<form method="post" enctype="multipart/form-data" target="result" action="` + html.EscapeString(action) + `">
		<input type="file" name="file"><input name="From_Account" value="alice"><input name="File_Type" value="2"></form>
		<iframe name="result" id="result"></iframe><script>
		var response;
		function send() {
			var files = new DataTransfer();
			files.items.add(new File(['<b>你好</b>'], '报告.html'));
			document.querySelector('input[type=file]').files = files.files;
			document.forms[0].submit();
		}
		function look() {
			try { response = JSON.parse(document.getElementById('result').contentWindow.name); } catch (e) { response = null; }
			return !!response && response.ActionStatus;
		}</script>`
	other := servePage(t, content)
	require.NotEqual(t, s.URL, other)
	runInBrowsers(t, func(t *testing.T, tab *browser.Tab) {
		tab.Goto(other)
		tab.Eval(`void send()`, nil)
		tab.WaitFor(`look() === 'OK'`)
		var id string
		tab.Eval(`response.File_UUID`, &id)
		_, body := get(t, s.URL+"/asn.com/stddownload_common_file?filetype=2107&fileid="+id+"&authkey="+
			alice.OK(t, "openim/authkey", servertest.M{}).At("AuthKey").(string))
		assert.Equal(t, "<b>你好</b>", body)

		// A page of the server's origin.
		tab.Goto(s.URL + "/libs/api.min.js") // displayed as text, since pages of the server run no inline scripts
		tab.Eval(fmt.Sprintf(`void document.write(%q)`, content), nil)
		tab.WaitFor(`typeof send === 'function'`)
		tab.Eval(`void send()`, nil)
		tab.WaitFor(`look() === 'OK'`)
	})
}

func TestScriptsAndImagesLoadInBrowser(t *testing.T) {
	s := servertest.Start(t)
	carol := s.Client13("carol")
	other := servePage(t, `<!DOCTYPE html><meta charset="utf-8"><body><script>
		var said = [];
		function take(response) { said.push(response.ActionStatus + response.ErrorCode); }
		function call(address, body) {
			var script = document.createElement('script');
			script.src = address + '&jsonpcallback=take&jsonpbody=' + encodeURIComponent(body);
			document.body.appendChild(script);
		}
		function picture(address) {
			return new Promise(function (ok, bad) {
				var image = new Image();
				image.onload = function () { ok(image.naturalWidth + 'x' + image.naturalHeight); };
				image.onerror = bad;
				image.src = address;
			});
		}</script>`)
	gif, err := base64.StdEncoding.DecodeString("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
	require.NoError(t, err)
	up := carol.OK(t, "openpic/pic_up", servertest.M{
		"Timestamp": 1, "Random": 2, "File_Str_Md5": fmt.Sprintf("%x", md5.Sum(gif)), "File_Size": len(gif),
		"Slice_Offset": 0, "Slice_Size": len(gif), "Slice_Data": gif,
	})
	runInBrowsers(t, func(t *testing.T, tab *browser.Tab) {
		tab.Goto(other)
		tab.Eval(fmt.Sprintf(`void call(%q, '{"Cookie":"","SyncFlag":0}')`, s.URL+"/v4/openim/getmsg?"+carol.Query.Encode()), nil)
		tab.WaitFor(`said.join() === 'OK0'`)
		tab.Eval(fmt.Sprintf(`void call(%q, 'no JSON')`, s.URL+"/v4/openim/getmsg?"+carol.Query.Encode()), nil)
		tab.WaitFor(`said.join() === 'OK0,FAIL60003'`)

		for i := range 3 {
			where := up.At("URL_INFO", i, "DownUrl").(string)
			var size, fetched string
			tab.Eval(fmt.Sprintf(`picture(%q)`, where), &size)
			assert.Equal(t, "1x1", size)
			tab.Eval(fmt.Sprintf(`fetch(%q).then(r => r.blob()).then(b => b.size + b.type)`, where), &fetched)
			assert.Equal(t, "42image/gif", fetched)
		}
	})
}
