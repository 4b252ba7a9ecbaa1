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
	script, err := os.ReadFile(filepath.Join(dir, "webim.js"))
	if err != nil {
		return err
	}
	es5, err := os.ReadFile(filepath.Join(dir, "webim.es5.js"))
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# webim.js %s\n\n%s\n\n## Files\n\n", r.version, changes)
	fmt.Fprintf(&b, "    <script src=\"webim.js\" integrity=\"%s\" data-es5-integrity=\"%s\" crossorigin=\"anonymous\"></script>\n\n", integrity(script), integrity(es5))
	fmt.Fprintf(&b, "`npm install ./webim-wasm-%s.tgz` installs the package. `webim-server-%s-…` is the server, with SDK and demo inside: `webim-server serve`. `sha256sum -c SHA256SUMS` checks them all. The integrity holds for the scripts as they are here: `webim-server` hands them out with its own address in it.\n", r.version, r.version)
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

// integrity returns the integrity attribute (SRI) of a script tag.
func integrity(script []byte) string {
	sum := sha512.Sum384(script)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}
