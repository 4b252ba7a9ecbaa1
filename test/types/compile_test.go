package types

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/docs/reference"
	"webim.js/test/npm"
)

// compile runs the TypeScript compiler on files and returns its errors.
func compile(t *testing.T, files map[string]string, strict bool) (problems []string) {
	t.Helper()
	dir := t.TempDir()
	args := []string{"--noEmit", "--skipDefaultLibCheck", "--typeRoots", dir, // no @types of parent folders
		"--pretty", "false", "--target", "es2020", "--lib", "es2020,dom"}
	if strict {
		args = append(args, "--strict")
	}
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
		args = append(args, name)
	}
	out, err := npm.Node(t, dir, filepath.Join(npm.Modules(t), "typescript", "bin", "tsc"), args...).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		problems = append(problems, strings.TrimSpace(line))
	}
	if err != nil {
		require.NotEmpty(t, problems, "tsc: %v", err)
	}
	return problems
}

func text(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(b)
}

// Correct code compiles in strict mode, mistakes do not.
func TestPageCompilesInTypeScript(t *testing.T) {
	t.Parallel()
	page := `
		const sess = new webim.Session(webim.SESSION_TYPE.C2C, 'bob', 'bob', '', 0);
		const msg = new webim.Msg(sess, true);
		msg.addText(new webim.Msg.Elem.Text('hi'));
		webim.sendMsg(msg, (resp) => { const n: string = resp.ErrorInfo; }, (err) => { const c: number = err.ErrorCode; });
		const listeners: webim.Listeners = { onConnNotify: null, onMsgNotify: (msgs: webim.Msg[]) => msgs.map((m) => m.toHtml()) };
		webim.login({ sdkAppID: 1, accountType: 1, identifier: 'a', userSig: 's' }, listeners, { isLogOn: false });
		webim.getGroupInfo({ GroupIdList: ['g'] }, ({ GroupInfo }) => GroupInfo[0].Name?.length);
		const n: 12000 = webim.MSG_MAX_LENGTH.C2C;
		webim.Tool.trimStr = (s: string) => s;
	`
	files := map[string]string{"webim.d.ts": text(t, declarations), "page.ts": page}
	wrong := []string{
		`webim.sendMsg('hi');`,
		`webim.createGroup({ Name: 'n' });`,
		`webim.sendmsg(null);`,
		`new webim.Msg.Elem.Text();`,
		`webim.SESSION_TYPE.C2C = 'x';`,
		`webim.login({ sdkAppID: 1 }, { onMsgNotify: 1 });`,
		`webim.MsgStore.sessByTypeId('C2C', 'bob').unread();`,
	}
	for n, code := range wrong {
		files[fmt.Sprintf("wrong%d.ts", n)] = code
	}
	found := map[string]bool{}
	for _, problem := range compile(t, files, true) {
		file, _, _ := strings.Cut(problem, "(")
		found[file] = true
	}
	assert.False(t, found["webim.d.ts"] || found["page.ts"], "correct code must compile: %v", found)
	for n, code := range wrong {
		assert.True(t, found[fmt.Sprintf("wrong%d.ts", n)], "incorrect code must not compile: %s", code)
	}
}

// guideMistakes matches the errors in the guide's code that do not concern webim:
// misspelled variables, a superfluous argument, a variable of two types.
var guideMistakes = regexp.MustCompile(`^chapter2\.ts\(44,.*appIDat3rd|^chapter10\.ts.*TS2367|^chapter4\.ts\(330,.*TS2554|^chapter9\.ts\(41,.*TS2322`)

func TestGuideCompilesInTypeScript(t *testing.T) {
	t.Parallel()
	files := map[string]string{"webim.d.ts": text(t, declarations), "guide.d.ts": text(t, "testdata/guide.d.ts")}
	chapters, err := filepath.Glob("../testdata/guide/chapter*.js")
	require.NoError(t, err)
	require.NotEmpty(t, chapters)
	for _, file := range chapters {
		files[strings.TrimSuffix(filepath.Base(file), ".js")+".ts"] = text(t, file)
	}
	for _, problem := range compile(t, files, false) {
		assert.Regexp(t, guideMistakes, problem)
	}
}

func TestExamplesCompileInTypeScript(t *testing.T) {
	t.Parallel()
	var examples strings.Builder
	each(t, func(item *reference.Item) {
		fmt.Fprintf(&examples, "function %s() {\n%s\n}\n", strings.NewReplacer(".", "_", "#", "_").Replace(item.Path), item.Example)
	})
	files := map[string]string{
		"webim.d.ts": text(t, declarations), "examples.d.ts": text(t, "testdata/examples.d.ts"), "examples.ts": examples.String(),
	}
	assert.Empty(t, compile(t, files, false))
}

// each calls f with every item that has an example.
func each(t testing.TB, f func(*reference.Item)) {
	t.Helper()
	for _, section := range read(t) {
		for _, item := range section.Items {
			if item.Example != "" {
				f(item)
			}
			for _, m := range item.Members {
				if m.Example != "" {
					f(m)
				}
			}
		}
	}
}

// Each function, class, constant, tool and listener has an example.
func TestEveryItemHasAnExample(t *testing.T) {
	t.Parallel()
	for _, section := range read(t) {
		for _, item := range section.Items {
			switch item.Kind {
			case reference.Function, reference.Class, reference.Const:
				assert.NotEmpty(t, item.Example, item.Path)
				assert.NotEmpty(t, item.Dialects, item.Path)
			}
			if item.Path == "webim.Tool" || item.Path == "Listeners" {
				for _, m := range item.Members {
					if m.Name != "jsonpCallback" { // it is never called
						assert.NotEmpty(t, m.Example, m.Path)
					}
				}
			}
		}
	}
}
