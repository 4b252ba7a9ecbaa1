package server

import "net/http"

// What pages of the server may do (Content-Security-Policy). None holds a
// script, so whatever of other people's gets into one stays text; and none is
// shown in another site's frame, where a visitor would not know what a click
// is for.
const (
	openingPolicy = "default-src 'none'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	// The demo has its own scripts, which compile the SDK, and shows what people
	// show each other, from wherever it is. Its upload form posts into a frame
	// of its own.
	demoPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
		"img-src * data: blob:; media-src * data: blob:; connect-src 'self'; frame-src 'self'; form-action 'self'; " +
		"manifest-src 'self'; base-uri 'none'; frame-ancestors 'self'"
)

// pageHeaders are those of every page of the server's own.
func pageHeaders(w http.ResponseWriter, policy string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}
