package server

import "net/http"

// Content security policies of the server's pages. No page has an inline script,
// so injected content remains text; and no other site may frame a page, which
// prevents clickjacking.
const (
	openingPolicy = "default-src 'none'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	// The demo has its own scripts, which compile the SDK, and shows images, sounds
	// and videos of messages, from any origin. Its upload form posts into a frame
	// of the same origin.
	demoPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
		"img-src * data: blob:; media-src * data: blob:; connect-src 'self'; frame-src 'self'; form-action 'self'; " +
		"manifest-src 'self'; base-uri 'none'; frame-ancestors 'self'"
)

// pageHeaders sets the headers that all of the server's own pages have.
func pageHeaders(w http.ResponseWriter, policy string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}
