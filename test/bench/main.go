// Command bench measures a build of the SDK and prints how each number stands
// to its aim. It asserts nothing: a busy machine is no fault of the code.
//
// Times are medians. Where an aim is a ratio, both sides are measured in the
// same browser in the same run, in turns. It needs dist/ and Chromium; one row
// also needs Firefox.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"webim.js/test/browser"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	dist := flag.String("dist", "dist", "the build's `folder`")
	rounds := flag.Int("rounds", 9, "how often a page is loaded for each number")
	demoOnly := flag.Bool("demo", false, "measure the demo alone")
	verbose := flag.Bool("v", false, "print what is behind the numbers")
	flag.Parse()
	if _, err := os.Stat(*dist + "/webim.js"); err != nil {
		log.Fatalf("%v; run `make dist` first", err)
	}
	if err := run(*dist, *rounds, *verbose, *demoOnly); err != nil {
		log.Fatal(err)
	}
}

// limit is for the whole run; single steps that hang are cut off by it too.
const limit = 15 * time.Minute

func run(dist string, rounds int, verbose, demoOnly bool) error {
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
	if demoOnly {
		err := demo(ctx, m)
		report.print(os.Stdout)
		return err
	}
	for _, step := range []struct {
		name    string
		measure func(context.Context) error
	}{
		{"sizes", func(context.Context) error { return sizes(report, dist) }},
		{"loading", m.loading},
		{"signing in on a slow processor", m.signingIn},
		{"the slow phone", m.onThePhone},
		{"starting Go", m.starting},
		{"Tool calls", m.calling},
		{"receiving", m.receiving},
	} {
		log.Printf("measuring %s", step.name)
		if err := step.measure(ctx); err != nil {
			return err
		}
	}
	if err := demo(ctx, m); err != nil {
		return err
	}
	log.Print("measuring Firefox")
	// Firefox last and alone, so that it does not disturb Chromium.
	if err := startingFirefox(ctx, *m); err != nil {
		report.add(row{what: "first call that starts Go, Firefox", measured: "not measured: " + err.Error()})
	}
	report.print(os.Stdout)
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
