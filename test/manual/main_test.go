// Package manual runs what the pages of the documentation tell readers to do:
// their examples in a browser, their recipes for UserSigs, and their settings
// for the programs that stand before a server.
package manual

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

var block = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// page is the text of a page of the documentation.
func page(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(stack.Root(t), "docs", name))
	require.NoError(t, err)
	return string(text)
}

// codeOf returns a page's blocks of a language.
func codeOf(t testing.TB, name, language string) (blocks []string) {
	t.Helper()
	for _, m := range block.FindAllStringSubmatch(page(t, name), -1) {
		if m[1] == language {
			blocks = append(blocks, m[2])
		}
	}
	return blocks
}

// signIn signs in as a page of 1.7 does, and answers the refusal if there is one.
func signIn(server, user, sig string) error {
	query := url.Values{"websdkappid": {"537048168"}, "sdkappid": {"1400000001"}, "accounttype": {"1"}, "identifier": {user}, "usersig": {sig}, "contenttype": {"json"}}
	resp, err := http.Post(strings.TrimSuffix(server, "/")+"/v4/openim/login?"+query.Encode(), "text/plain", strings.NewReader(`{"State":"Online"}`))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct {
		ActionStatus, ErrorInfo string
		ErrorCode               int
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s: %w", resp.Status, err)
	}
	if answer.ActionStatus != "OK" {
		return fmt.Errorf("[%d] %s", answer.ErrorCode, answer.ErrorInfo)
	}
	return nil
}
