// Package message validates message bodies. Bodies are untrusted and are
// delivered to the clients of other users, so only content that those clients can
// parse is stored: known elements have their required fields, with the right
// types.
package message

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"webim.js/server/api"
	"webim.js/server/plainjson"
)

const (
	// MaxText is the maximum length of a message's text in bytes.
	MaxText = 12_000
	// maxBody is the maximum size of a body in bytes. Pictures have three
	// addresses, and custom elements any data of the page.
	maxBody = 64 << 10
	// maxElements is more than any client sends in one message.
	maxElements = 200
)

// Element is one part of a message.
type Element struct {
	Type    string `json:"MsgType"`
	Content any    `json:"MsgContent"`
}

// content holds the fields of an element.
type content map[string]any

// kind defines the fields of a type of element and its preview in a list of
// conversations. Other fields are dropped: a client may read one that must not
// be controlled by the sender, such as the address of a file.
type kind struct {
	texts         []string // fields converted to strings; "" if missing
	numbers       []string // required numbers
	optionalTexts []string // optional fields converted to strings
	scalars       []string // optional strings or numbers
	lists         []string // fields with their own check
	preview       string
}

// kinds are the elements that clients support.
var kinds = map[string]kind{
	"TIMTextElem":     {texts: []string{"Text"}},
	"TIMFaceElem":     {numbers: []string{"Index"}, optionalTexts: []string{"Data"}, preview: "[表情]"},
	imageElement:      {texts: []string{"UUID"}, scalars: []string{"ImageFormat"}, lists: []string{imageList}, preview: "[图片]"},
	"TIMSoundElem":    {texts: []string{"UUID"}, numbers: []string{"Second", "Size"}, preview: "[语音]"},
	"TIMFileElem":     {texts: []string{"UUID", "FileName"}, numbers: []string{"FileSize"}, scalars: []string{"DownloadFlag"}, preview: "[文件]"},
	"TIMLocationElem": {texts: []string{"Desc"}, numbers: []string{"Longitude", "Latitude"}, preview: "[位置]"},
	"TIMCustomElem":   {texts: []string{"Data", "Desc", "Ext"}, preview: "[自定义消息]"},
}

const (
	imageElement = "TIMImageElem"
	imageList    = "ImageInfoArray"

	// tipElement is sent by the server only.
	tipElement = "TIMGroupTipElem"

	// maxType is the maximum length of an element's MsgType in bytes.
	maxType = 64
)

// Parse validates a MsgBody and returns it in the form that is stored. Errors
// have the given code of the calling package.
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
		return nil, api.Errorf(code, "MsgBody must be an array of elements")
	}
	if len(elements) == 0 || len(elements) > maxElements {
		return nil, api.Errorf(code, "MsgBody must hold 1 to %d elements", maxElements)
	}
	text, body := 0, make([]Element, len(elements))
	for i, e := range elements {
		c, err := decode(e.Content)
		if err != nil || c == nil {
			return nil, api.Errorf(code, "element %d has no MsgContent object", i)
		}
		name := strings.TrimSpace(e.Type) // clients send a file's type with a trailing space
		if name == tipElement || name == "" || len(e.Type) > maxType {
			return nil, api.Errorf(code, "element %d: MsgType %.64q not allowed", i, e.Type)
		}
		if k, known := kinds[name]; known {
			if c, err = k.check(name, c, code); err != nil {
				return nil, err
			}
		}
		if t, ok := c["Text"].(string); ok && name == "TIMTextElem" {
			text += len(t)
		}
		body[i] = Element{e.Type, c}
	}
	if text > MaxText {
		return nil, api.Errorf(code, "the text is longer than %d bytes", MaxText)
	}
	return plainjson.Marshal(body)
}

// decode decodes content and keeps numbers as they were written.
func decode(raw json.RawMessage) (c content, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err = d.Decode(&c)
	return c, err
}

// check returns the known fields of an element, or an error if one is missing
// or has the wrong type.
func (k kind) check(name string, c content, code int) (content, error) {
	checked := content{}
	for _, field := range k.lists {
		checked[field] = c[field]
	}
	for i, field := range slices.Concat(k.texts, k.optionalTexts) {
		switch v := c[field].(type) {
		case nil:
			if i < len(k.texts) {
				checked[field] = ""
			}
		case json.Number:
			checked[field] = v.String()
		case string:
			checked[field] = v
		default:
			return nil, api.Errorf(code, "%s: %s must be a string", name, field)
		}
	}
	for _, field := range k.numbers {
		v, ok := c[field].(json.Number)
		if !ok {
			return nil, api.Errorf(code, "%s: %s must be a number", name, field)
		}
		checked[field] = v
	}
	for _, field := range k.scalars {
		switch v := c[field].(type) {
		case nil:
		case json.Number, string:
			checked[field] = v
		default:
			return nil, api.Errorf(code, "%s: %s must be a string or a number", name, field)
		}
	}
	if name == imageElement {
		return checked, checkImages(checked, code)
	}
	return checked, nil
}

// smallImage is the Type of the thumbnail. 1.3 cannot display a picture without
// it.
const smallImage = "3"

// checkImages keeps the known fields of a picture's images.
func checkImages(c content, code int) error {
	list, _ := c[imageList].([]any)
	small := false
	for i, item := range list {
		image, ok := item.(map[string]any)
		if !ok {
			return api.Errorf(code, "%s must hold images", imageList)
		}
		address, ok := image["URL"].(string)
		if !ok {
			return api.Errorf(code, "image without URL")
		}
		checked := map[string]any{"URL": address}
		for _, field := range []string{"Type", "Size", "Width", "Height"} {
			if checked[field], ok = image[field].(json.Number); !ok {
				return api.Errorf(code, "image: %s must be a number", field)
			}
		}
		list[i] = checked
		small = small || image["Type"] == json.Number(smallImage)
	}
	if !small {
		return api.Errorf(code, "image without thumbnail (Type %s)", smallImage)
	}
	return nil
}

// previewLength is the maximum length of a preview in characters.
const previewLength = 60

// Preview returns a stored body as one short line for lists of conversations.
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
