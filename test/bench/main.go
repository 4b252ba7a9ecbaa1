// Command bench measures a build of the SDK and compares each number with its
// target. It asserts nothing, because numbers vary with the machine's load.
//
// Times are medians. Where a target is a ratio, both sides are measured in the
// same browser in the same run, alternating. It needs dist/ and Chromium; one row
// also needs Firefox.
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
	if err := run(*dist, *rounds, *verbose, chosen); err != nil {
		log.Fatal(err)
	}
}

// names lists the parts of a run in order. Firefox is last and runs alone, so
// that it does not disturb Chromium.
var names = []string{"sizes", "loading", "slow processor", "slow phone", "starting", "calling", "receiving", "demo", "firefox"}

// limit bounds the whole run, including steps that hang.
const limit = 15 * time.Minute

func run(dist string, rounds int, verbose bool, chosen []string) error {
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

	report := &report{verbose: verbose}
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
		"firefox": func(ctx context.Context) error {
			if err := startingFirefox(ctx, *m); err != nil {
				report.add(row{what: "first call that starts Go, Firefox", measured: "not measured: " + err.Error()})
			}
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
	if !slices.Contains(chosen, "sizes") {
		return nil
	}
	fmt.Println()
	return parts(os.Stdout, dist)
}

func startingFirefox(ctx context.Context, m measurer) error {
	firefox, err := browser.Launch(ctx, browser.Firefox)
	if err != nil {
		return err
	}
	defer firefox.Close()
	m.browser = firefox
	return m.startingIn(ctx, "Firefox", 25)
}
