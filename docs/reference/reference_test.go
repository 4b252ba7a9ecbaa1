package reference

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// The committed pages equal those that go generate writes.
func TestPagesAreUpToDate(t *testing.T) {
	files, err := Generate(root)
	require.NoError(t, err)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, "docs", name))
		require.NoError(t, err)
		assert.True(t, want == string(got), "docs/%s is out of date: run go generate ./docs", name)
	}
	for _, l := range Languages {
		there, err := filepath.Glob(filepath.Join(root, "docs", l.Dir, "reference", "*"))
		require.NoError(t, err)
		for _, file := range there {
			assert.Contains(t, files, filepath.Join(l.Dir, "reference", filepath.Base(file)), "no source generates this page")
		}
	}
}

// codeInGo matches the error code constants of the SDK and the server.
var codeInGo = regexp.MustCompile(`(?m)^\s*(?:const )?[cC]ode[A-Z]\w*\s*=\s*(-?\d+)`)

func TestErrorCodesAreDocumented(t *testing.T) {
	codes, err := Codes()
	require.NoError(t, err)
	explained := map[string]bool{}
	for _, c := range codes {
		assert.False(t, explained[c.Code], "%s is listed twice", c.Code)
		explained[c.Code] = true
	}
	for _, dir := range []string{"webim", "server"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				strings.Contains(path, "hostedlogin") { // its two codes are webim.TLS_ERROR_CODE
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range codeInGo.FindAllStringSubmatch(string(text), -1) {
				assert.True(t, explained[m[1]], "%s: %s is not in codes.tsv", path, m[1])
			}
			return err
		}))
	}
	sections, err := Read(filepath.Join(root, "npm", "webim.d.ts"))
	require.NoError(t, err)
	for _, s := range sections {
		for _, i := range s.Items {
			for _, code := range slices.Concat(i.Errors, i.ItemErrors) {
				assert.True(t, explained[code], "%s: %s is not in codes.tsv", i.Path, code)
			}
		}
	}
}

// A missing or incomplete comment is an error.
func TestReadReportsMalformedDeclarations(t *testing.T) {
	for wrong, says := range map[string]string{
		"/** 中文 | English */\n  const a: string":                                                      "unsupported declaration",
		"function f(): void;":                                                                         "has no comment",
		"/** only English | English */\n  const a: string;":                                           "not Chinese",
		"/** 中文 | 也是中文 */\n  const a: string;":                                                        "not English",
		"/** 中文 */\n  const a: string;":                                                               "missing in one language",
		"/** 中文 | English @param b 中文 | English */\n  function f(a: string): void;":                   "argument a is documented as b",
		"/** 中文 | English */\n  function f(a: (x: number, y: string) => void, b: [a, b]): void;":      "2 arguments declared",
		"/**\n   * 中文。\n   *\n   * English.\n   *\n   * @dialect 2.0\n   */\n  const a: string;":      "no dialect named",
		"/**\n   * 中文。\n   *\n   * English.\n   *\n   * @unheard 2.0\n   */\n  const a: string;":      "unknown tag",
		"/** 中文 | English */\n  /** 中文 | English */\n  const a: string;":                              "comment without a declaration",
		"/** 中文 | English */\n  interface I {\n    a: string;\n  }":                                   "has no comment",
		"/** 中文 | English */\n  class C {\n    /** 中文 | English */\n    a string;\n  }":               "unsupported declaration",
		"/** 中文 | English */\n  class C {\n    /** @param a 中文 | English */\n    constructor();\n  }": "0 arguments declared",
	} {
		file := filepath.Join(t.TempDir(), "webim.d.ts")
		require.NoError(t, os.WriteFile(file, []byte("declare namespace webim {\n  /** @section x 页 | Page */\n  "+wrong+"\n}\n"), 0o644))
		_, err := Read(file)
		assert.ErrorContains(t, err, says, wrong)
	}
}

func TestAnchorsMatchMarkdownHosts(t *testing.T) {
	for heading, anchor := range map[string]string{
		"webim.Msg.Elem": "webimmsgelem", "Behind nginx, and Caddy": "behind-nginx-and-caddy", "内容安全策略（CSP）": "内容安全策略csp", "user_name - x": "user_name---x",
	} {
		assert.Equal(t, anchor, Anchor(heading))
	}
}
