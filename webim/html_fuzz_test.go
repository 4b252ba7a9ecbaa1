package webim

import (
	"strings"
	"testing"
)

// fuzzRenderers checks the renderers whose names start with prefix on arbitrary text.
func fuzzRenderers(f *testing.F, prefix string) {
	for _, seed := range []string{"", "Tom & 'Jerry'", `"><img src=x onerror=alert(1)>`, "java\tscript:alert(1)", "');alert(1)//", "&#39;<\U0010D83D"} {
		f.Add(seed)
	}
	var chosen []renderer
	for _, r := range renderers {
		if strings.HasPrefix(r.name, prefix) {
			chosen = append(chosen, r)
		}
	}
	if len(chosen) == 0 {
		f.Fatalf("no renderer %q", prefix)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range chosen {
			r.checkText(t, units(s))
		}
	})
}

func FuzzText(f *testing.F)     { fuzzRenderers(f, "text") }
func FuzzFace(f *testing.F)     { fuzzRenderers(f, "face") }
func FuzzImages(f *testing.F)   { fuzzRenderers(f, "images") }
func FuzzSound(f *testing.F)    { fuzzRenderers(f, "sound") }
func FuzzFile(f *testing.F)     { fuzzRenderers(f, "file") }
func FuzzLocation(f *testing.F) { fuzzRenderers(f, "l") } // location, latitude
func FuzzCustom(f *testing.F)   { fuzzRenderers(f, "custom") }
func FuzzTip(f *testing.F)      { fuzzRenderers(f, "tip") }
func FuzzTool(f *testing.F)     { fuzzRenderers(f, "format") }
