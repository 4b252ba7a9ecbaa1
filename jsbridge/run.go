//go:build js && wasm

package jsbridge

import (
	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// New creates the client: webim.New, or a function of a test.
type New func(w webim.World, hosts webim.Hosts, dialect string) *webim.Client

var (
	newClient New
	client    *webim.Client // set by webim_start
)

// Bind sets the function that creates the client. It must be called before JavaScript
// calls webim_start.
func Bind(f New) { newClient = f }

func start() {
	jsontext.ParseFloat = func(s string) float64 { return callOut("parseNumber", s) }
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

// is13 reports whether the client uses dialect 1.3.
func is13() bool { return client.Dialect() == "1.3" }
