//go:build js && wasm

package jsbridge

import (
	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// New makes the client that the page's calls go to: webim.New, or a test's.
type New func(w webim.World, hosts webim.Hosts, dialect string) *webim.Client

var (
	newClient New
	client    *webim.Client // there from webim_start on
)

// Bind says how the client is made. It is called before anything else runs.
func Bind(f New) { newClient = f }

func start() {
	jsontext.ParseFloat = func(s string) float64 { return callNumber("parseNumber", s) }
	jsontext.FormatFloat = func(f float64) string { return callText("printNumber", f) }
	hosts := webim.OriginalHosts()
	if server := callText("server"); server != "" {
		hosts = webim.OwnServer(server)
	}
	client = newClient(webim.World{
		Transport: transport{},
		Clock:     clock{},
		Random:    random{},
		Log:       logger{},
		Page:      page{},
	}, hosts, callText("version"))
}

// is13 reports whether the page speaks dialect 1.3. The client decides that.
func is13() bool { return client.Dialect() == "1.3" }
