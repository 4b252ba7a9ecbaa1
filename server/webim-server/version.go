package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"runtime/debug"

	webimjs "webim.js"
	"webim.js/server"
)

func setupVersion(*flag.FlagSet) action {
	return func(_ context.Context, out io.Writer, _ []string) error {
		_, err := fmt.Fprintln(out, versionLine())
		return err
	}
}

// versionLine returns the program's version, whether the SDK is embedded, the Go
// version, and the commit if it is known.
func versionLine() string {
	line := "webim-server " + webimjs.Version()
	if server.Embedded() != nil {
		line += ", SDK and demo inside"
	}
	line += fmt.Sprintf(" (%s %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				line += " " + s.Value
			}
		}
	}
	return line + ")"
}

func setupLicenses(*flag.FlagSet) action {
	return func(_ context.Context, out io.Writer, _ []string) error {
		if _, err := io.WriteString(out, webimjs.License); err != nil {
			return err
		}
		files := server.Embedded()
		if files == nil {
			return errors.New("third-party licenses are part of releases only (make release)")
		}
		// The embedded SDK has its own notices.
		for _, name := range []string{"notices/server.txt", "notices/sdk.txt"} {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(out, "\n%s", text); err != nil {
				return err
			}
		}
		return nil
	}
}
