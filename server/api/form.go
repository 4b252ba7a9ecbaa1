package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"html/template"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"

	"webim.js/server/plainjson"
)

// form is the carrier for browsers that cannot read files: they post a form into a
// hidden frame (contenttype=http). The page cannot read the response in the frame,
// which has another origin. But window.name survives navigation, so the response is
// a page that stores the JSON in it and navigates to an address of the posting page's
// origin or, if both have the same origin, to about:blank.
type form struct {
	origin string // origin of the posting page; "" if unknown
}

// formFields limits the fields of a form, in bytes, which are in memory. The file is
// spooled to disk.
const formFields = 1 << 20

// formOverhead is the size in bytes of the SDKs' forms without the file.
const formOverhead = 8 << 10

// formParts limits the number of parts of a form. The SDK adds a dozen fields to a
// form each time it is used.
const formParts = 1000

func (form) read(call *Call, w http.ResponseWriter, r *http.Request, limit int64) error {
	if err := raiseLimit(w, r, limit); err != nil {
		return err
	}
	if err := call.memory.take(min(limit, formFields)); err != nil {
		return err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return Errorf(CodeBadHTTP, "the body is not a form with a file (multipart/form-data)")
	}
	size := r.ContentLength
	if size < 0 {
		size = limit
	}
	fields, err := readParts(r.Context(), call, parts, max(0, size-formOverhead))
	if err == nil {
		_, err = io.Copy(io.Discard, r.Body) // the epilogue
	}
	if err != nil {
		return unreadable(err, limit)
	}
	body, err := plainjson.Marshal(fields)
	if err != nil {
		return err
	}
	return call.setBody(body)
}

// readParts returns the fields of a form, and sets the call's file, of about the given
// number of bytes.
func readParts(ctx context.Context, call *Call, parts *multipart.Reader, bytes int64) (map[string]string, error) {
	// A form that is used again has the SDK's fields of every use, the latest last.
	fields, left := map[string]string{}, int64(formFields)
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		switch {
		case err == io.EOF:
			return fields, nil
		case err != nil:
			return nil, err
		case n == formParts:
			return nil, Errorf(CodeTooLarge, "the form has more than %d parts", formParts)
		case part.FileName() == "":
			value, err := io.ReadAll(io.LimitReader(part, left+1))
			if err != nil {
				return nil, err
			}
			if left -= int64(len(value) + len(part.FormName())); left < 0 {
				return nil, Errorf(CodeTooLarge, "the form's fields are larger than %d bytes", formFields)
			}
			fields[part.FormName()] = string(value)
		case part.FormName() == "file" && call.File == nil:
			if call.File, err = call.spool(ctx, part.FileName(), bytes, part); err != nil {
				return nil, err
			}
		}
	}
}

var origin = regexp.MustCompile(`^https?://[\w.:\[\]-]+`)

// originOf returns the origin of the page that sends a request, or "" if it is unknown
// or the page has none (a file).
func originOf(r *http.Request) string {
	for _, header := range []string{"Origin", "Referer"} {
		if o := origin.FindString(r.Header.Get(header)); o != "" {
			return o
		}
	}
	return ""
}

// neutralPath is a path that every site serves cheaply. Only its origin matters.
const neutralPath = "/favicon.ico"

var formPage = template.Must(template.New("form").Parse(`<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>upload</title></head><body><script nonce="{{.Nonce}}">
window.name = {{.Response}};
location.replace({{.Own}} === location.origin ? "about:blank" : {{.Next}});
</script></body></html>
`))

func (f form) wrap(h http.Header, response []byte) []byte {
	nonce := rand.Text()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'nonce-"+nonce+"'")
	// The address contains the session's credentials.
	h.Set("Referrer-Policy", "no-referrer")
	next := "about:blank"
	if f.origin != "" {
		next = f.origin + neutralPath
	}
	var page bytes.Buffer
	// Executing with strings into a buffer cannot fail.
	_ = formPage.Execute(&page, struct{ Nonce, Response, Own, Next string }{
		nonce, strings.ToValidUTF8(string(response), "�"), f.origin, next,
	})
	return page.Bytes()
}
