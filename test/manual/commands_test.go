package manual

import (
	"bufio"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	webimjs "webim.js"
	"webim.js/test/stack"
)

// workDir is a folder in which a reader runs the commands of a page.
type workDir struct {
	t   *testing.T
	dir string
}

func (p workDir) command(line string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "WEBIM_ADDR=127.0.0.1:0", "GOFLAGS=")
	return cmd
}

// run runs shell commands and returns the output of the last one.
func (p workDir) run(lines string) string {
	p.t.Helper()
	cmd := p.command("sh -ec '" + strings.ReplaceAll(lines, "'", `'\''`) + "'")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(p.t, err, lines)
	return strings.TrimSpace(string(out))
}

var addressLine = regexp.MustCompile(`^http://[0-9.]+:[0-9]+/$`)

// serve runs the command that starts the server and returns the URL that it
// prints.
func (p workDir) serve(line string) string {
	p.t.Helper()
	cmd := p.command(line)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // signals reach make and the server
	out, err := cmd.StdoutPipe()
	require.NoError(p.t, err)
	require.NoError(p.t, cmd.Start())
	p.t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address := lines.Text(); addressLine.MatchString(address) {
			go func() {
				for lines.Scan() { // keep the pipe empty
				}
			}()
			return address
		}
	}
	require.Fail(p.t, "no address", line)
	return ""
}

// TestQuickStartCommandsRun runs the commands of the quick start: in a built clone, and
// in a folder with the downloads of a release.
func TestQuickStartCommandsRun(t *testing.T) {
	t.Parallel()
	root := stack.Root(t)
	program := filepath.Join(root, "bin", "webim-server")
	for _, language := range []string{"zh", "en"} {
		commands := codeOf(t, language+"/quickstart.md", "sh")
		require.Len(t, commands, 5)
		demo, release, sigDemo, sigRelease := commands[0], commands[1], commands[2], commands[3]

		clone := workDir{t, t.TempDir()}
		makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(clone.dir, "Makefile"), makefile, 0o600))
		require.NoError(t, os.Mkdir(filepath.Join(clone.dir, "bin"), 0o700))
		require.NoError(t, os.Symlink(program, filepath.Join(clone.dir, "bin", "webim-server")))
		require.NoError(t, os.Symlink(filepath.Join(root, "dist"), filepath.Join(clone.dir, "dist")))
		built := strings.Replace(strings.TrimSpace(demo), "make demo", "make -o build -o tools demo ADDR=127.0.0.1:0", 1)
		require.NoError(t, signIn(clone.serve(built), "alice", clone.run(sigDemo)))

		downloads := workDir{t, t.TempDir()}
		name := fmt.Sprintf("webim-server-%s-linux-amd64", webimjs.Version())
		copyFile(t, program, filepath.Join(downloads.dir, name))
		lines := strings.Split(strings.TrimSpace(release), "\n")
		downloads.run(strings.Join(lines[:len(lines)-1], "\n"))
		require.NoError(t, signIn(downloads.serve(lines[len(lines)-1]), "alice", downloads.run(sigRelease)))
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, data, 0o600))
}

var update = flag.Bool("update", false, "write the sizes of the built scripts into the documents")

// documentedSizes lists the sentences and tables that give sizes in kB: their pages, a
// pattern with a group for each number, and the name of each number in built.
var documentedSizes = []struct {
	pages   []string
	pattern string
	sizes   []string
}{
	{[]string{"README.md"}, `(\d+) kB with brotli`, []string{"webim.js brotli"}},
	{[]string{"README.zh.md"}, `brotli 压缩后 (\d+) kB`, []string{"webim.js brotli"}},
	{[]string{"docs/zh/performance.md", "docs/en/performance.md"}, "(?m)^\\| `webim\\.js` \\| (\\d+) kB \\| (\\d+) kB \\| (\\d+) kB", []string{"webim.js raw", "webim.js gzip", "webim.js brotli"}},
	{[]string{"docs/zh/performance.md", "docs/en/performance.md"}, "(?m)^\\| `webim\\.es5\\.js`[^|]*\\| (\\d+) kB \\| (\\d+) kB \\| (\\d+) kB", []string{"webim.es5.js raw", "webim.es5.js gzip", "webim.es5.js brotli"}},
	{[]string{"docs/zh/performance.md", "docs/en/performance.md"}, "(?m)^\\| `webim_no_emotion\\.js`[^|]*\\| (\\d+) kB \\| (\\d+) kB \\| (\\d+) kB", []string{"webim_no_emotion.js raw", "webim_no_emotion.js gzip", "webim_no_emotion.js brotli"}},
	{[]string{"docs/zh/migration.md", "docs/en/migration.md"}, `(?s)\| 462 kB \| (\d+) kB.*?\| 162 kB \| (\d+) kB.*?\| 144 kB \| (\d+) kB`, []string{"webim.js raw", "webim.js gzip", "webim.js brotli"}},
	{[]string{"docs/performance.md"}, `\| dist/webim\.js, gzip / brotli \| (\d+) / (\d+) kB`, []string{"webim.js gzip", "webim.js brotli"}},
	{[]string{"docs/performance.md"}, `\| dist/webim\.es5\.js, gzip / brotli \| (\d+) / (\d+) kB`, []string{"webim.es5.js gzip", "webim.es5.js brotli"}},
}

// The documents give the sizes of the built scripts to within four percent. After `make
// build`, `go test ./test/manual -run TestDocumentedSizesEqualBuild -args -update`
// writes them.
func TestDocumentedSizesEqualBuild(t *testing.T) {
	t.Parallel()
	built := map[string]float64{}
	for _, name := range []string{"webim.js", "webim.es5.js", "webim_no_emotion.js"} {
		script, err := os.ReadFile(filepath.Join(stack.Root(t), "dist", name))
		require.NoError(t, err)
		var zipped, brotlied strings.Builder
		gz, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
		require.NoError(t, err)
		br := brotli.NewWriterLevel(&brotlied, brotli.BestCompression)
		for _, w := range []io.WriteCloser{gz, br} {
			_, err = w.Write(script)
			require.NoError(t, err)
			require.NoError(t, w.Close())
		}
		built[name+" raw"], built[name+" gzip"], built[name+" brotli"] = float64(len(script))/1000, float64(zipped.Len())/1000, float64(brotlied.Len())/1000
	}
	for _, d := range documentedSizes {
		for _, name := range d.pages {
			path := filepath.Join(stack.Root(t), name)
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			at := regexp.MustCompile(d.pattern).FindSubmatchIndex(text)
			if !assert.NotNil(t, at, "%s does not match %s", name, d.pattern) {
				continue
			}
			var updated []byte
			end := 0
			for i, size := range d.sizes {
				from, to := at[2*i+2], at[2*i+3]
				stated, err := strconv.ParseFloat(string(text[from:to]), 64)
				require.NoError(t, err)
				if !*update {
					assert.InEpsilon(t, built[size], stated, 0.04, "%s: %s", name, size)
				}
				updated = fmt.Appendf(append(updated, text[end:from]...), "%.0f", built[size])
				end = to
			}
			if *update {
				require.NoError(t, os.WriteFile(path, append(updated, text[end:]...), 0o600))
			}
		}
	}
}

// below moves the absolute paths of a command below a folder.
func below(folder, command string) string {
	return regexp.MustCompile(`/(?:backup|etc|usr/local/bin|var/lib/webim)/`).ReplaceAllString(strings.ReplaceAll(command, "-p /backup", "-p "+folder+"/backup"), folder+"$0")
}

// TestSelfHostingCommandsRun runs the commands of the page on one node, below a scratch
// folder and on a free port. TestSystemdUnitIsValid verifies the service; the commands on
// PostgreSQL are tested with compose.yaml and in package main of the server.
func TestSelfHostingCommandsRun(t *testing.T) {
	t.Parallel()
	commands := codeOf(t, "zh/self-hosting.md", "sh")
	require.Len(t, commands, 9)
	install, serve, makeKey, sigService, sig, backup := commands[0], commands[1], commands[2], commands[4], commands[5], commands[6]

	reader := workDir{t, t.TempDir()}
	for _, folder := range []string{"etc", "usr/local/bin", "var/lib/webim"} {
		require.NoError(t, os.MkdirAll(filepath.Join(reader.dir, folder), 0o700))
	}
	// The program of a release holds the SDK; this one reads it from dist/.
	copyFile(t, filepath.Join(stack.Root(t), "bin", "webim-server"), filepath.Join(reader.dir, "webim-server"))
	require.NoError(t, os.Symlink(filepath.Join(stack.Root(t), "dist"), filepath.Join(reader.dir, "dist")))
	run := func(commands string) string { return reader.run(reader.path() + below(reader.dir, commands)) }

	run(install)
	first := reader.serve(reader.path() + strings.Replace(serve, ":8080", ":0", 1))
	require.NoError(t, signIn(first, "alice", run(sig)))
	for _, m := range regexp.MustCompile("(?m)^\\| `(webim-server user .*)` \\|").FindAllStringSubmatch(page(t, "zh/self-hosting.md"), -1) {
		run(m[1])
	}
	run(backup)
	copies, err := filepath.Glob(filepath.Join(reader.dir, "backup", "im-*.db"))
	require.NoError(t, err)
	require.Len(t, copies, 1)
	require.NoError(t, signIn(reader.serve(reader.path()+"webim-server serve -addr 127.0.0.1:0 -data "+copies[0]), "alice", run(sig)))

	// Start the service with its settings.
	run(makeKey)
	start := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(codeOf(t, "zh/self-hosting.md", "ini")[0])
	require.NotNil(t, start)
	service := strings.Replace(below(reader.dir, start[1]), ":8080", ":0", 1)
	running := reader.serve("env $(cat " + reader.dir + "/etc/webim.env) " + service)
	require.NoError(t, signIn(running, "bob", strings.TrimSpace(run(strings.ReplaceAll(sigService, "alice", "bob")))))
}

// path returns the shell command that adds the folder of the installed programs to PATH.
func (p workDir) path() string { return "PATH=" + p.dir + "/usr/local/bin:$PATH; export PATH; " }
