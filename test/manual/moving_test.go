package manual

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/process"
	"webim.js/test/stack"
)

// TestMovingPageCommandsRun runs the commands of the page on moving from the cloud.
func TestMovingPageCommandsRun(t *testing.T) {
	t.Parallel()
	commands, settings := codeOf(t, "zh/moving.md", "sh"), codeOf(t, "zh/moving.md", "env")
	require.Equal(t, commands, codeOf(t, "en/moving.md", "sh"))
	require.Equal(t, settings, codeOf(t, "en/moving.md", "env"))
	require.Len(t, commands, 4)
	importing, serving, calling, exporting := commands[0], commands[1], commands[2], commands[3]

	root, dir := stack.Root(t), t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "downloads"), os.DirFS(filepath.Join(root, "server", "cloud", "testdata"))))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "webim.env"), []byte(settings[0]), 0o600))
	shell := func(script string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", script)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+filepath.Join(root, "bin")+":"+os.Getenv("PATH"))
		return cmd
	}
	out, err := shell(importing).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, 2, strings.Count(string(out), "messages: 4"), "%s", out)

	cmd := shell("exec " + strings.TrimSpace(serving) + " -addr 127.0.0.1:0")
	lines, err := cmd.StdoutPipe()
	require.NoError(t, err)
	running, err := process.Start(cmd)
	require.NoError(t, err)
	t.Cleanup(running.Kill)
	address, err := bufio.NewReader(lines).ReadString('\n')
	require.NoError(t, err)
	address = strings.TrimSuffix(strings.TrimSpace(address), "/")

	out, err = shell(strings.ReplaceAll(calling, "http://127.0.0.1:8080", address)).Output()
	require.NoError(t, err, "%s", out)
	responses := json.NewDecoder(strings.NewReader(string(out)))
	for n := 0; ; n++ {
		var response struct{ ActionStatus, ErrorInfo string }
		if responses.Decode(&response) == io.EOF {
			assert.Equal(t, 2, n)
			break
		}
		assert.Equal(t, "OK", response.ActionStatus, response.ErrorInfo)
	}
	out, err = shell(exporting).CombinedOutput()
	require.NoError(t, err, "%s", out)
	all, err := os.ReadFile(filepath.Join(dir, "all.jsonl"))
	require.NoError(t, err)
	assert.Contains(t, string(all), "1400012345")
}

// TestContainerFilesRun runs the commands of the Dockerfile and checks that the
// settings of the single-node compose file exist.
func TestContainerFilesRun(t *testing.T) {
	t.Parallel()
	program := filepath.Join(stack.Root(t), "bin", "webim-server")
	help, err := exec.Command(program, "serve", "-help").CombinedOutput()
	require.NoError(t, err)
	without := regexp.MustCompile(`(?m)^ *#.*\n| *#.*$`)
	for _, name := range []string{"Dockerfile", "compose.single.yaml"} {
		zh, en := without.ReplaceAllString(page(t, "zh/self-hosting/"+name), ""), without.ReplaceAllString(page(t, "en/self-hosting/"+name), "")
		assert.Equal(t, zh, en, name)
	}
	for _, name := range regexp.MustCompile(`WEBIM_\w+`).FindAllString(page(t, "en/self-hosting/compose.single.yaml"), -1) {
		flag := "  -" + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "WEBIM_"), "_", "-"))
		assert.Regexp(t, `(?m)^`+flag+`( |$)`, string(help), "unknown setting: %s", name)
	}

	run := regexp.MustCompile(`(?m)^CMD (\[.*\])$`).FindStringSubmatch(page(t, "en/self-hosting/Dockerfile"))
	require.NotNil(t, run)
	var args []string
	require.NoError(t, json.Unmarshal([]byte(run[1]), &args))
	dir, addr := t.TempDir(), freeAddress(t)
	for i, arg := range args {
		args[i] = strings.NewReplacer(":8080", addr, "/data", dir).Replace(arg)
	}
	server, err := process.Start(exec.Command(program, args...))
	require.NoError(t, err)
	t.Cleanup(server.Kill)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for { // as the container engine's health check does
		if exec.CommandContext(ctx, program, "health", "-addr", addr).Run() == nil {
			break
		}
		require.NoError(t, ctx.Err(), "the server did not become healthy")
	}
	assert.Error(t, exec.Command(program, "health", "-addr", freeAddress(t)).Run())
}
