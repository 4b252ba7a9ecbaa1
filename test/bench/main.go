// Command bench measures a build of the SDK and compares each number with its
// target. It asserts nothing, because numbers vary with the machine's load. With -write
// it also writes them to docs/.
//
// Times are medians. Where a target is a ratio, both sides are measured in the
// same browser in the same run, alternating. It needs dist/ and Chromium; some rows
// also need Firefox or WebKitGTK.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	"webim.js/test/browser"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	dist := flag.String("dist", "dist", "`folder` of the build")
	rounds := flag.Int("rounds", 9, "page loads per measurement")
	only := flag.String("only", "", "comma-separated `parts` to measure: "+strings.Join(names, ", "))
	verbose := flag.Bool("v", false, "print the individual measurements")
	write := flag.Bool("write", false, "write the figures of all parts to docs/")
	flag.Parse()
	if _, err := os.Stat(*dist + "/webim.js"); err != nil {
		log.Fatalf("%v; run `make dist` first", err)
	}
	chosen := names
	if *only != "" {
		chosen = strings.Split(*only, ",")
	}
	for _, name := range chosen {
		if !slices.Contains(names, name) {
			log.Fatalf("unknown part %q; parts are %s", name, strings.Join(names, ", "))
		}
	}
	if *write && *only != "" {
		log.Fatal("-write needs all parts, since it replaces the whole table")
	}
	if err := run(*dist, *rounds, *verbose, *write, chosen); err != nil {
		log.Fatal(err)
	}
}

// names lists the parts of a run in order. The other browsers are last and run alone,
// so that they do not disturb Chromium.
var names = []string{"sizes", "loading", "slow processor", "slow phone", "starting", "scripts", "calling", "receiving", "demo", "firefox", "webkit"}

// limit bounds the whole run, including steps that hang.
const limit = 30 * time.Minute

func run(dist string, rounds int, verbose, write bool, chosen []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	site, err := newSite(dist)
	if err != nil {
		return err
	}
	defer site.Close()
	chromium, err := browser.Launch(ctx, browser.Chromium)
	if err != nil {
		return err
	}
	defer chromium.Close()

	report := newReport(verbose)
	m := &measurer{browser: chromium, site: site, rounds: rounds, report: report}
	fmt.Printf("%s, %d rounds\n\n", chromium.Version(), rounds)
	measures := map[string]func(context.Context) error{
		"sizes":          func(context.Context) error { return sizes(report, dist) },
		"loading":        m.loading,
		"slow processor": m.signingIn,
		"slow phone":     m.loadOnPhone,
		"starting":       m.starting,
		"calling":        m.calling,
		"receiving":      m.receiving,
		"demo":           func(ctx context.Context) error { return demo(ctx, m) },
		"scripts":        func(ctx context.Context) error { return m.scripts(ctx, "Chromium") },
		"firefox": func(ctx context.Context) error {
			m.elsewhere(ctx, browser.Firefox, "first call that starts Go, Firefox", func(m *measurer) error { return m.startingIn(ctx, "Firefox", 25) })
			return nil
		},
		"webkit": func(ctx context.Context) error {
			m.elsewhere(ctx, browser.WebKit, "both scripts in WebKit", func(m *measurer) error { return m.scripts(ctx, "WebKit") })
			return nil
		},
	}
	for _, name := range names {
		if !slices.Contains(chosen, name) {
			continue
		}
		log.Printf("measuring %s", name)
		if err := measures[name](ctx); err != nil {
			report.print(os.Stdout) // the results so far
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	report.print(os.Stdout)
	if write {
		if err := writeDocs("docs", report, chromium.Version()); err != nil {
			return err
		}
	}
	if !slices.Contains(chosen, "sizes") {
		return nil
	}
	fmt.Println()
	return parts(os.Stdout, dist)
}
