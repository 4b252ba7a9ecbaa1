package main

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// writeRelease writes RELEASE.md, the text of a release page, and SHA256SUMS, for
// `sha256sum -c`.
func (r releaser) writeRelease(dir, changes string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# webim.js %s\n\n%s\n\n## Files\n\n", r.version, changes)
	var tags strings.Builder
	for _, name := range []string{"webim", "webim_no_emotion"} {
		script, err := os.ReadFile(filepath.Join(dir, name+".js"))
		if err != nil {
			return err
		}
		es5, err := os.ReadFile(filepath.Join(dir, name+".es5.js"))
		if err != nil {
			return err
		}
		fmt.Fprintf(&tags, "    <script src=\"%s.js\" integrity=\"%s\" data-es5-integrity=\"%s\" crossorigin=\"anonymous\"></script>\n", name, integrity(script), integrity(es5))
	}
	fmt.Fprintf(&b, releaseFiles, r.version, r.tarballName(), tags.String())
	if err := os.WriteFile(filepath.Join(dir, "RELEASE.md"), []byte(b.String()), 0o666); err != nil {
		return err
	}

	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), e.Name())
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(sums.String()), 0o666)
}

// releaseFiles is the part of RELEASE.md about the files.
const releaseFiles = "" +
	"- `webim-server-%[1]s-PLATFORM`: the server with SDK, demo and documentation inside. Rename it to `webim-server`, make it executable (`chmod +x webim-server`) and run `./webim-server serve -samples`.\n" +
	"- `%[2]s`: the npm package, `npm install ./%[2]s`.\n" +
	"- `webim.js` and `webim.es5.js`: the SDK for script tags. Serve both from one folder.\n" +
	"- `webim_no_emotion.js` and `webim_no_emotion.es5.js`: the same without the built-in emoticons.\n" +
	"- `webim.mjs` and `client.mjs`: modules for pages without a bundler, next to `webim.js`.\n" +
	"- `SHA256SUMS`: `sha256sum -c --ignore-missing SHA256SUMS` verifies downloaded files.\n\n" +
	"With subresource integrity:\n\n" +
	"%[3]s\n" +
	"These values are for the files of the release. `/sdk/webim.js` of `webim-server` contains the server's address and differs.\n"

// integrity returns the integrity attribute (SRI) of a script tag.
func integrity(script []byte) string {
	sum := sha512.Sum384(script)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}
