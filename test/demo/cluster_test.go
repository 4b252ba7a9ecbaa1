package demo

import (
	"bufio"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/process"
	"webim.js/test/stack"
)

// TestClusterSurvivesNodeFailure: two visitors chat at the address that `make
// cluster` prints, a node is killed, and the chat continues. Ctrl-C leaves no
// processes or files.
func TestClusterSurvivesNodeFailure(t *testing.T) {
	t.Parallel()
	root, temp := stack.Root(t), t.TempDir()
	program := filepath.Join(temp, "cluster")
	build := exec.Command("go", "build", "-o", program, "./test/cluster")
	build.Dir = root
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	addr, err := process.FreeAddress()
	require.NoError(t, err)

	output, say, err := os.Pipe()
	require.NoError(t, err)
	defer output.Close()
	cmd := exec.Command(program, "-server", filepath.Join(root, "bin", "webim-server"), "-addr", addr)
	// Use an empty folder to detect leftover temporary files. PostgreSQL does not
	// run as root, but needs access, and a path short enough for a socket.
	folder, err := os.MkdirTemp("", "c")
	require.NoError(t, err)
	defer os.RemoveAll(folder)
	require.NoError(t, os.Chmod(folder, 0o755))
	cmd.Env = append(os.Environ(), "TMPDIR="+folder)
	var tail process.Tail
	cmd.Stdout, cmd.Stderr = say, &tail
	cluster, err := process.Start(cmd)
	require.NoError(t, err)
	t.Cleanup(cluster.Kill)
	say.Close()
	var nodes []*url.URL
	var pids []int
	line := regexp.MustCompile(`^node \d: (\S+) \(kill (\d+)\)$`)
	scan := bufio.NewScanner(output)
	address := ""
	for address == "" && scan.Scan() {
		found := line.FindStringSubmatch(scan.Text())
		if found == nil {
			address = scan.Text()
			continue
		}
		u, err := url.Parse(found[1])
		require.NoError(t, err)
		pid, err := strconv.Atoi(found[2])
		require.NoError(t, err)
		nodes, pids = append(nodes, u), append(pids, pid)
	}
	require.Equal(t, "http://"+addr+"/", address, "%s", &tail)
	require.Len(t, nodes, 3)

	s := &stack.Server{URL: address}
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	bob := visit(t, s, browser.Chromium, phone, "1.3", "bob")
	alice.openChat("bob")
	bob.openChat("alice")
	want := []string{}
	talk := func(texts ...string) {
		for i, text := range texts {
			who := []*visitor{alice, bob}[i%2]
			who.sendText(text)
			want = append(want, []string{"林小夏: ", "陈默: "}[i%2]+text)
			alice.waitLines(want...)
			bob.waitLines(want...)
		}
	}
	isListening := func(host string) bool {
		conn, err := net.Dial("tcp", host)
		if err == nil {
			conn.Close()
		}
		return err == nil
	}
	waitClosed := func(host string) {
		require.Eventually(t, func() bool { return !isListening(host) }, 10*time.Second, 10*time.Millisecond, host)
	}
	talk("三个节点", "都在", "一起说话")
	killed, err := os.FindProcess(pids[1])
	require.NoError(t, err)
	require.NoError(t, killed.Kill())
	waitClosed(nodes[1].Host)
	talk("少了一个", "还在", "说话")

	require.NoError(t, cluster.Signal(os.Interrupt))
	select {
	case <-cluster.Done():
		assert.Equal(t, "exit status 0", cluster.ExitStatus(), "%s", &tail)
	case <-time.After(30 * time.Second):
		require.Fail(t, "did not exit", "%s", &tail)
	}
	for _, host := range []string{addr, nodes[2].Host} {
		waitClosed(host)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	assert.Empty(t, left)
	assert.NotContains(t, strings.ToLower(tail.String()), "panic")
}
