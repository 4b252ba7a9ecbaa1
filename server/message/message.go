// Package message knows what a message may hold. Bodies come from strangers
// and go to other people's pages, so what is stored is only what those pages
// can read: known elements have the fields they need, of the right types.
package message

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"webim.js/server/api"
	"webim.js/server/plainjson"
)

const (
	// MaxText is the longest text of a message in bytes.
	MaxText = 12_000
	// maxBody bounds the other elements: pictures carry three addresses,
	// custom elements whatever the page puts in.
	maxBody = 64 << 10
	// maxElements is more than any page sends in one message.
	maxElements = 200
)

// Element is one part of a message.
type Element struct {
	Type    string `json:"MsgType"`
	Content any    `json:"MsgContent"`
}

// content is what is known of an element's fields.
type content map[string]any

// kind says what an element of one type needs and how it looks in a list of
// conversations.
type kind struct {
	texts   []string // fields that are made text: missing ones become ""
	numbers []string // fields that must be numbers
	remove  []string // fields that break some client
	preview string
}

// kinds are the elements that clients know. 1.7.0 dies on Download_Flag in an
// element, so it does not pass.
var kinds = map[string]kind{
	"TIMTextElem":     {texts: []string{"Text"}},
	"TIMFaceElem":     {numbers: []string{"Index"}, preview: "[表情]"},
	"TIMImageElem":    {texts: []string{"UUID"}, preview: "[图片]"},
	"TIMSoundElem":    {texts: []string{"UUID"}, numbers: []string{"Second", "Size"}, remove: []string{"Download_Flag"}, preview: "[语音]"},
	"TIMFileElem":     {texts: []string{"UUID", "FileName"}, numbers: []string{"FileSize"}, remove: []string{"Download_Flag"}, preview: "[文件]"},
	"TIMLocationElem": {texts: []string{"Desc"}, numbers: []string{"Longitude", "Latitude"}, preview: "[位置]"},
	"TIMCustomElem":   {texts: []string{"Data", "Desc", "Ext"}, preview: "[自定义消息]"},
}

// Parse checks a MsgBody and returns it in the form that is stored. Refusals
// carry the code of the calling family.
func Parse(raw json.RawMessage, code int) (json.RawMessage, error) {
	if raw == nil {
		return nil, api.Missing("MsgBody")
	}
	if len(raw) > maxBody {
		return nil, api.Errorf(code, "MsgBody is longer than %d bytes", maxBody)
	}
	var elements []struct {
		Type    string          `json:"MsgType"`
		Content json.RawMessage `json:"MsgContent"`
	}
	if err := json.Unmarshal(raw, &elements); err != nil {
		return nil, api.Errorf(code, "MsgBody is not a list of elements")
	}
	if len(elements) == 0 || len(elements) > maxElements {
		return nil, api.Errorf(code, "MsgBody needs 1 to %d elements", maxElements)
	}
	text, body := 0, make([]Element, len(elements))
	for i, e := range elements {
		c, err := decode(e.Content)
		if err != nil || c == nil {
			return nil, api.Errorf(code, "element %d has no MsgContent object", i)
		}
		if e.Type == "TIMGroupTipElem" || e.Type == "" {
			return nil, api.Errorf(code, "element %d: %q is not for clients to send", i, e.Type)
		}
		if err := kinds[strings.TrimSpace(e.Type)].check(e.Type, c, code); err != nil {
			return nil, err
		}
		if t, ok := c["Text"].(string); ok && e.Type == "TIMTextElem" {
			text += len(t)
		}
		body[i] = Element{e.Type, c}
	}
	if text > MaxText {
		return nil, api.Errorf(code, "the text is longer than %d bytes", MaxText)
	}
	return plainjson.Marshal(body)
}

// decode keeps numbers as they were written.
func decode(raw json.RawMessage) (c content, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err = d.Decode(&c)
	return c, err
}

func (k kind) check(name string, c content, code int) error {
	for _, field := range k.texts {
		switch v := c[field].(type) {
		case nil:
			c[field] = ""
		case json.Number:
			c[field] = v.String()
		case string:
		default:
			return api.Errorf(code, "%s: %s is not text", name, field)
		}
	}
	for _, field := range k.numbers {
		if _, ok := c[field].(json.Number); !ok {
			return api.Errorf(code, "%s: %s is not a number", name, field)
		}
	}
	for _, field := range k.remove {
		delete(c, field)
	}
	if name == "TIMImageElem" {
		return checkImages(c, code)
	}
	return nil
}

// smallImage is the thumbnail's type. 1.3 cannot show a picture without it.
const smallImage = "3"

func checkImages(c content, code int) error {
	list, _ := c["ImageInfoArray"].([]any)
	small := false
	for _, item := range list {
		image, ok := item.(map[string]any)
		if !ok {
			return api.Errorf(code, "ImageInfoArray holds something else than images")
		}
		if _, ok := image["URL"].(string); !ok {
			return api.Errorf(code, "an image has no URL")
		}
		for _, field := range []string{"Type", "Size", "Width", "Height"} {
			if _, ok := image[field].(json.Number); !ok {
				return api.Errorf(code, "an image's %s is not a number", field)
			}
		}
		small = small || image["Type"] == json.Number(smallImage)
	}
	if !small {
		return api.Errorf(code, "an image needs its thumbnail (Type %s)", smallImage)
	}
	return nil
}

// previewLength in characters is what a list of conversations shows.
const previewLength = 60

// Preview is a stored body in one short line, as conversations list it.
func Preview(body json.RawMessage) string {
	var elements []struct {
		Type    string  `json:"MsgType"`
		Content content `json:"MsgContent"`
	}
	if err := json.Unmarshal(body, &elements); err != nil {
		return ""
	}
	var b strings.Builder
	for _, e := range elements {
		switch k, known := kinds[strings.TrimSpace(e.Type)]; {
		case e.Type == "TIMTextElem":
			text, _ := e.Content["Text"].(string)
			b.WriteString(text)
		case known:
			b.WriteString(k.preview)
		default:
			b.WriteString("[消息]")
		}
	}
	line := strings.Join(strings.Fields(b.String()), " ")
	if utf8.RuneCountInString(line) > previewLength {
		line = string([]rune(line)[:previewLength]) + "…"
	}
	return line
}
