package main

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// createCloudData creates a directory of data downloaded from the cloud, with compressed
// history.
func createCloudData(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const from = "../cloud/testdata"
	entries, err := os.ReadDir(from)
	require.NoError(t, err)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(from, e.Name()))
		require.NoError(t, err)
		if e.Name()[0] != '1' {
			require.NoError(t, os.WriteFile(filepath.Join(dir, e.Name()), data, 0o600))
			continue
		}
		out, err := os.Create(filepath.Join(dir, e.Name()+".gz"))
		require.NoError(t, err)
		z := gzip.NewWriter(out)
		_, err = z.Write(data)
		require.NoError(t, err)
		require.NoError(t, z.Close())
		require.NoError(t, out.Close())
	}
	return dir
}

func TestImportCloudTwiceAddsNothing(t *testing.T) {
	data, dir := filepath.Join(t.TempDir(), "im.db"), createCloudData(t)
	dry := runCommand(t, "import", "cloud", "-data", data, "-dry-run", dir)
	assert.NoFileExists(t, data)
	first := runCommand(t, "import", "cloud", "-data", data, dir)
	assert.Contains(t, dry, first, "a dry run must report what it would do")
	assert.Contains(t, first, "users: 3\ngroups: 1\nmembers: 2\nmessages: 4 (0 already stored)\nrefused: 2\n")
	assert.Contains(t, first, "@TGS#unknown")
	second := runCommand(t, "import", "cloud", "-data", data, dir)
	assert.Contains(t, second, "users: 0\ngroups: 0\nmembers: 0\nmessages: 0 (4 already stored)\n")

	p := serveWithoutDemo(t, "-data", data)
	mustFail(t, "stop it", "import", "cloud", "-data", data, dir)
	page := func(name, command string, body map[string]any) map[string]any {
		t.Helper()
		response, err := callAs(p.url, "1400012345", name, runSig(t, "-data", data, "-user", name), command, body)
		require.NoError(t, err)
		require.Equal(t, "OK", response["ActionStatus"], response)
		return response
	}
	history := page("peter", "openim/getroammsg", map[string]any{"Peer_Account": "leckie", "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""})
	assert.Len(t, history["MsgList"], 2)
	assert.EqualValues(t, 1448974806, history["LastMsgTime"])
	group := page("peter", "group_open_http_svc/group_msg_get", map[string]any{"GroupId": "@TGS#1FDFVPAE2", "ReqMsgNumber": 20})
	assert.Len(t, group["RspMsgList"], 2)
	late := page("tommy", "group_open_http_svc/group_msg_get", map[string]any{"GroupId": "@TGS#1FDFVPAE2", "ReqMsgNumber": 20})
	assert.Len(t, late["RspMsgList"], 1, "a later member must see messages since joining")
	profile := page("tommy", "profile/portrait_get", map[string]any{"To_Account": []string{"leckie"}, "TagList": []string{"Tag_Profile_IM_BirthDay"}})
	assert.Contains(t, profile["UserProfileItem"].([]any)[0].(map[string]any)["ProfileItem"].([]any)[0], "Value")
}
