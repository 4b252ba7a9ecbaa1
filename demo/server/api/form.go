package api

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"regexp"
	"strings"
)

// Browsers that cannot read files post a form into a hidden frame
// (contenttype=http). The page cannot read what comes back into the frame, as
// it is of another origin, but for one thing: window.name stays when the frame
// moves on. So the answer is a page that puts the JSON there and moves to
// where the page that waits may look: to an address of its own origin, or,
// when that is ours, to about:blank.
type form struct {
	origin string // of the page that posts; "" if that is not known
}

// formMemory in bytes is what is kept of a form in memory. Files larger than
// that wait on disk.
const formMemory = 1 << 20

// formFields in bytes is what a form may take there with its fields: the
// standard library lets those have 10 MB more.
const formFields = formMemory + 10<<20

func (form) read(call *Call, w http.ResponseWriter, r *http.Request, limit int64) error {
	if err := beginReading(w, r, limit); err != nil {
		return err
	}
	// The file is on its way to the disk; the fields are in memory.
	if err := call.memory.take(min(limit, formFields)); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := r.ParseMultipartForm(formMemory); err != nil {
		if errors.Is(err, http.ErrNotMultipart) || errors.Is(err, http.ErrMissingBoundary) {
			return Errorf(CodeBadHTTP, "the body is not a form with a file (multipart/form-data)")
		}
		return unreadable(err, limit)
	}
	endReading(w)
	// A form that is used again carries the SDK's fields of every use, the
	// latest last.
	fields := map[string]string{}
	for name, values := range r.MultipartForm.Value {
		fields[name] = values[len(values)-1]
	}
	if files := r.MultipartForm.File["file"]; len(files) > 0 {
		call.File = files[0]
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return call.setBody(body)
}

var origin = regexp.MustCompile(`^https?://[\w.:\[\]-]+`)

// originOf is the origin of the page that sends a request, "" if it does not
// say or has none (a file).
func originOf(r *http.Request) string {
	for _, header := range []string{"Origin", "Referer"} {
		if o := origin.FindString(r.Header.Get(header)); o != "" {
			return o
		}
	}
	return ""
}

// neutral is an address that every site has or answers cheaply. Only its
// origin matters.
const neutral = "/favicon.ico"

var formPage = template.Must(template.New("form").Parse(`<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>upload</title></head><body><script nonce="{{.Nonce}}">
window.name = {{.Answer}};
location.replace({{.Own}} === location.origin ? "about:blank" : {{.Next}});
</script></body></html>
`))

func (f form) wrap(h http.Header, answer []byte) []byte {
	nonce := rand.Text()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'nonce-"+nonce+"'")
	// The address has the session's credentials in it.
	h.Set("Referrer-Policy", "no-referrer")
	next := "about:blank"
	if f.origin != "" {
		next = f.origin + neutral
	}
	var page bytes.Buffer
	// Strings into a buffer: nothing can fail.
	_ = formPage.Execute(&page, struct{ Nonce, Answer, Own, Next string }{
		nonce, strings.ToValidUTF8(string(answer), "�"), f.origin, next,
	})
	return page.Bytes()
}
