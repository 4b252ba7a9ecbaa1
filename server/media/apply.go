package media

import (
	"context"
	"net/url"

	"webim.js/server/api"
	"webim.js/server/store"
)

// applyDownload returns the download address of a sound or file. The sender in the
// address is the request's From_Account, regardless of the caller.
func (m *Media) applyDownload(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		From  api.Text `json:"From_Account"`
		Infos []struct {
			UUID api.Text `json:"uuid"`
			Type api.Int  `json:"type"`
		} `json:"request_info"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if len(req.Infos) == 0 || req.Infos[0].UUID == "" {
		return nil, api.Errorf(codeMissing, "request_info lacks a uuid")
	}
	id := string(req.Infos[0].UUID) // the response has one item
	var f File
	err := m.Store.View(ctx, func(r store.Reader) error {
		var ok bool
		if f, ok = loadFile(r, id); !ok {
			return api.Errorf(codeParameter, "no such file: %.64s", id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	address, err := m.address(ctx, call, f, string(req.From), isSound(int(req.Infos[0].Type), f))
	if err != nil {
		return nil, err
	}
	return map[string]any{"error_code": 0, "response_info": map[string]any{"url": address}}, nil
}

// isSound reports whether a request is for a sound. The SDKs number the kinds
// (sound is 4) differently from the original server's protocol (sound is 3; its 2
// is a video, the SDKs' a file).
func isSound(stated int, f File) bool { return stated == 3 || stated == int(sound) || f.Kind == sound }

// address returns a download address in the form that the SDKs build, with a ticket
// of the caller that is valid for this file only.
func (m *Media) address(ctx context.Context, call *api.Call, f File, sender string, isSound bool) (string, error) {
	key, _, err := m.DownloadKey(ctx, call.Caller, f.ID)
	if err != nil {
		return "", err
	}
	query := "?authkey=" + key + "&bid=10001&subbid=" + url.QueryEscape(call.Query.Get("sdkappid")) + "&fileid=" + f.ID
	if isSound {
		return call.Base + filePath + query + "&filetype=" + typeSound + "&openid=" + url.QueryEscape(sender) + "&ver=0", nil
	}
	query += "&filetype=" + typeFile + "&openid=" + url.QueryEscape(sender) + "&ver=0"
	if f.Name != "" {
		query += "&filename=" + url.QueryEscape(cleanName(f.Name, f.ID))
	}
	return call.Base + filePath + query, nil
}
