package message_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/message"
)

func TestParseKeepsValidBodies(t *testing.T) {
	for name, body := range map[string]string{
		"text":     `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"&lt;b&gt; 你好"}}]`,
		"face":     `[{"MsgType":"TIMFaceElem","MsgContent":{"Index":3,"Data":"[龇牙]"}}]`,
		"image":    `[{"MsgType":"TIMImageElem","MsgContent":{"UUID":"u","ImageFormat":1,"ImageInfoArray":[{"Type":1,"Size":9,"Width":2,"Height":3,"URL":"http://a/1"},{"Type":3,"Size":9,"Width":2,"Height":3,"URL":"http://a/3"}]}}]`,
		"file":     `[{"MsgType":"TIMFileElem","MsgContent":{"UUID":"u","FileName":"a.txt","FileSize":2048,"DownloadFlag":2}}]`,
		"custom":   `[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"{\"a\":1}","Desc":"","Ext":"x"}}]`,
		"sound":    `[{"MsgType":"TIMSoundElem","MsgContent":{"UUID":"u","Second":3,"Size":99}}]`,
		"location": `[{"MsgType":"TIMLocationElem","MsgContent":{"Desc":"d","Longitude":113.25,"Latitude":-23.125}}]`,
		"unknown":  `[{"MsgType":"TIMNewElem","MsgContent":{"Big":12345678901234567890}}]`,
		"several":  `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a"}},{"MsgType":"TIMFaceElem","MsgContent":{"Index":0,"Data":"x"}}]`,
	} {
		got, err := message.Parse(json.RawMessage(body), 20001)
		require.NoError(t, err, name)
		assert.JSONEq(t, body, string(got), name)
	}
}

func TestParseNormalizes(t *testing.T) {
	for body, want := range map[string]string{
		`[{"MsgType":"TIMTextElem","MsgContent":{}}]`:                                                                              `{"Text":""}`,
		`[{"MsgType":"TIMTextElem","MsgContent":{"Text":12}}]`:                                                                     `{"Text":"12"}`,
		`[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"d"}}]`:                                                                  `{"Data":"d","Desc":"","Ext":""}`,
		`[{"MsgType":"TIMFileElem","MsgContent":{"UUID":"u","FileName":"n","FileSize":1,"Download_Flag":2}}]`:                      `{"UUID":"u","FileName":"n","FileSize":1}`,
		`[{"MsgType":"TIMFileElem ","MsgContent":{"UUID":"u","FileName":"n","FileSize":1,"Download_Flag":2}}]`:                     `{"UUID":"u","FileName":"n","FileSize":1}`,
		`[{"MsgType":"TIMFileElem","MsgContent":{"UUID":"u","FileName":"n","FileSize":1,"Url":"http://evil/","downUrl":"x"}}]`:     `{"UUID":"u","FileName":"n","FileSize":1}`,
		`[{"MsgType":"TIMFaceElem","MsgContent":{"Index":1,"Data":5,"toString":1}}]`:                                               `{"Index":1,"Data":"5"}`,
		`[{"MsgType":"TIMImageElem","MsgContent":{"ImageInfoArray":[{"Type":3,"Size":9,"Width":2,"Height":3,"URL":"u","x":{}}]}}]`: `{"UUID":"","ImageInfoArray":[{"Type":3,"Size":9,"Width":2,"Height":3,"URL":"u"}]}`,
		`[{"MsgType":"TIMSoundElem","MsgContent":{"UUID":"u","Second":1,"Size":1,"Download_Flag":0}, "Forged":"field"}]`:           `{"UUID":"u","Second":1,"Size":1}`,
	} {
		got, err := message.Parse(json.RawMessage(body), 20001)
		require.NoError(t, err, body)
		var elements []map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(got, &elements))
		assert.JSONEq(t, want, string(elements[0]["MsgContent"]), body)
		assert.Len(t, elements[0], 2, "an element must only have type and content")
	}
}

func TestParseRejectsInvalidBodies(t *testing.T) {
	_, err := message.Parse(nil, 20001)
	assert.ErrorIs(t, err, api.Errorf(60005, ""))
	image := func(fields string) string {
		return `[{"MsgType":"TIMImageElem","MsgContent":{"UUID":"u","ImageInfoArray":` + fields + `}}]`
	}
	for name, body := range map[string]string{
		"no list":                    `{}`,
		"null":                       `null`,
		"no elements":                `[]`,
		"a number":                   `[1]`,
		"no type":                    `[{"MsgContent":{}}]`,
		"no content":                 `[{"MsgType":"TIMTextElem"}]`,
		"content null":               `[{"MsgType":"TIMTextElem","MsgContent":null}]`,
		"content is a list":          `[{"MsgType":"TIMTextElem","MsgContent":[]}]`,
		"text is an object":          `[{"MsgType":"TIMTextElem","MsgContent":{"Text":{}}}]`,
		"forged tip":                 `[{"MsgType":"TIMGroupTipElem","MsgContent":{"OpType":3}}]`,
		"face without index":         `[{"MsgType":"TIMFaceElem","MsgContent":{"Data":"x"}}]`,
		"face data is an object":     `[{"MsgType":"TIMFaceElem","MsgContent":{"Index":1,"Data":{"toString":1,"valueOf":1}}}]`,
		"forged tip, with spaces":    `[{"MsgType":" TIMGroupTipElem ","MsgContent":{"OpType":3}}]`,
		"type too long":              `[{"MsgType":"` + strings.Repeat("x", 65) + `","MsgContent":{}}]`,
		"flag is an object":          `[{"MsgType":"TIMFileElem","MsgContent":{"UUID":"u","FileName":"n","FileSize":1,"DownloadFlag":{}}}]`,
		"text too long, with spaces": `[{"MsgType":"TIMTextElem ","MsgContent":{"Text":"` + strings.Repeat("x", 12_001) + `"}}]`,
		"face index is a string":     `[{"MsgType":"TIMFaceElem","MsgContent":{"Index":"1"}}]`,
		"image without images":       image(`[]`),
		"image list missing":         `[{"MsgType":"TIMImageElem","MsgContent":{"UUID":"u"}}]`,
		"image without small":        image(`[{"Type":1,"Size":9,"Width":2,"Height":3,"URL":"u"}]`),
		"image without address":      image(`[{"Type":3,"Size":9,"Width":2,"Height":3}]`),
		"image without size":         image(`[{"Type":3,"Width":2,"Height":3,"URL":"u"}]`),
		"images are numbers":         image(`[3]`),
		"text too long":              `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + strings.Repeat("x", 12_001) + `"}}]`,
		"elements too long together": `[` + strings.Repeat(`{"MsgType":"TIMTextElem","MsgContent":{"Text":"`+strings.Repeat("你", 2000)+`"}},`, 2) + `{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`,
		"too large":                  `[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"` + strings.Repeat("x", 70_000) + `"}}]`,
		"too many":                   `[` + strings.Repeat(`{"MsgType":"TIMFaceElem","MsgContent":{"Index":1}},`, 200) + `{"MsgType":"TIMFaceElem","MsgContent":{"Index":1}}]`,
	} {
		_, err := message.Parse(json.RawMessage(body), 20001)
		var refusal *api.Error
		require.True(t, errors.As(err, &refusal), name)
		assert.Equal(t, 20001, refusal.Code, name)
	}
	longest := `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + strings.Repeat("你", 4000) + `"}}]`
	_, err = message.Parse(json.RawMessage(longest), 20001)
	assert.NoError(t, err, "12,000 bytes must be allowed")
}

func TestPreviewDescribesElements(t *testing.T) {
	for body, want := range map[string]string{
		`[{"MsgType":"TIMTextElem","MsgContent":{"Text":" a\n b "}},{"MsgType":"TIMFaceElem","MsgContent":{"Index":1}}]`: "a b [表情]",
		`[{"MsgType":"TIMImageElem","MsgContent":{}}]`:                                                                   "[图片]",
		`[{"MsgType":"TIMFileElem ","MsgContent":{"Text":5}}]`:                                                           "[文件]",
		`[{"MsgType":"TIMNew","MsgContent":{}}]`:                                                                         "[消息]",
		`[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + strings.Repeat("长", 61) + `"}}]`:                            strings.Repeat("长", 60) + "…",
		`broken`: "",
	} {
		assert.Equal(t, want, message.Preview(json.RawMessage(body)), body)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a"}}]`)
	f.Add(`[{"MsgType":"TIMImageElem","MsgContent":{"ImageInfoArray":[{"Type":3}]}}]`)
	f.Add(`[{"MsgType":"TIMFileElem ","MsgContent":{"Download_Flag":null}}]`)
	f.Fuzz(func(t *testing.T, body string) {
		got, err := message.Parse(json.RawMessage(body), 20001)
		if err != nil {
			var refusal *api.Error
			require.True(t, errors.As(err, &refusal), "an invalid body must be refused, not cause an internal error: %v", err)
			return
		}
		again, err := message.Parse(got, 20001)
		require.NoError(t, err, "a parsed body must parse again unchanged")
		assert.JSONEq(t, string(got), string(again))
		message.Preview(got)
	})
}
