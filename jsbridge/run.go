//go:build js && wasm

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"webim.js/webim"
)

// Run serves the page until it is left. It returns at once if the script that
// started the program is of another build.
func Run(buildID string) {
	h, err := findHost()
	if err != nil {
		println("webim: started without its script: " + err.Error())
		return
	}
	client := newClient(h)
	entry, err := safejs.FuncOf(newEntry(h, client).handle)
	if err != nil {
		println("webim: " + err.Error())
		return
	}
	if accepted, _ := h.call("attach", buildID, entry).Truthy(); !accepted {
		return
	}
	select {} // parked: the page's calls, answers and timers run the program
}

func newClient(h host) *webim.Client {
	hosts := webim.OriginalHosts()
	if server := h.text("server"); server != "" {
		hosts = webim.OwnServer(server)
	}
	world := webim.World{
		Transport: transport{h},
		Clock:     clock{h},
		Random:    random{},
		Log:       logger{h},
		Page:      &page{host: h},
	}
	client := webim.New(world, hosts, h.text("version"))
	hot.dialect13 = client.Dialect() == "1.3"
	return client
}
