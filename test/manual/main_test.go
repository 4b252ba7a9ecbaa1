// Package manual runs the instructions of the documentation: shell commands,
// examples in a browser, programs that sign UserSigs, and reverse proxy settings.
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

// page returns the text of a page of the documentation.
func page(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(stack.Root(t), "docs", name))
	require.NoError(t, err)
	return string(text)
}

// codeOf returns a page's code blocks of a programming language.
func codeOf(t testing.TB, name, language string) (blocks []string) {
	t.Helper()
	for _, m := range block.FindAllStringSubmatch(page(t, name), -1) {
		if m[1] == language {
			blocks = append(blocks, m[2])
		}
	}
	return blocks
}

// signIn signs in as a 1.7 page does and returns the error, if any.
func signIn(server, user, sig string) error {
	query := url.Values{"websdkappid": {"537048168"}, "sdkappid": {"1400000001"}, "accounttype": {"1"}, "identifier": {user}, "usersig": {sig}, "contenttype": {"json"}}
	resp, err := http.Post(strings.TrimSuffix(server, "/")+"/v4/openim/login?"+query.Encode(), "text/plain", strings.NewReader(`{"State":"Online"}`))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var response struct {
		ActionStatus, ErrorInfo string
		ErrorCode               int
	}
	if err := json.NewDecoder(resp.Body).Decode(&response); err != nil {
		return fmt.Errorf("%s: %w", resp.Status, err)
	}
	if response.ActionStatus != "OK" {
		return fmt.Errorf("[%d] %s", response.ErrorCode, response.ErrorInfo)
	}
	return nil
}
