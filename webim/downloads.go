package webim

import "webim.js/webim/jsontext"

// Downloads builds the URLs of received sounds and files (media.md 7). It needs
// the ticket of openim/authkey; the zero value returns no URLs.
type Downloads struct {
	AuthKey, Host string
	AppID         string
	Dialect       string
	Own           string // URL of a configured server, which serves files itself

	appAt3rd  string
	soundHost string // host of sounds, unless Own is set; "": same as files
}

// The file types of a download URL.
const (
	downloadSound = "2106"
	downloadFile  = "2107"
)

// Sound returns the URL of a sound, or "" without a ticket.
func (d *Downloads) Sound(uuid, sender string) string {
	if d.AuthKey == "" || d.Host == "" {
		return ""
	}
	host := d.host()
	if d.soundHost != "" && d.Own == "" {
		host = d.soundHost
	}
	return host + d.path(uuid, sender, downloadSound)
}

// File returns the URL of a file, to be saved under name, or "" without a
// ticket.
func (d *Downloads) File(uuid, sender, name string) string {
	if d.AuthKey == "" || d.Host == "" {
		return ""
	}
	return d.host() + d.path(uuid, sender, downloadFile) + "&filename=" + encodeURIComponent(name)
}

func (d *Downloads) host() string {
	if d.Own != "" {
		return d.Own
	}
	return "http://" + d.Host
}

func (d *Downloads) path(uuid, sender, kind string) string {
	app := d.AppID
	if d.Dialect == dialect13.name {
		app = d.appAt3rd
	}
	b := make([]byte, 0, 300)
	for _, s := range [...]string{"/asn.com/stddownload_common_file?authkey=", d.AuthKey, "&bid=10001&subbid=", app,
		"&fileid=", uuid, "&filetype=", kind, "&openid=", sender, "&ver=0"} {
		b = append(b, s...)
	}
	return string(b)
}

// fileURL returns the URL of a file that this user uploaded, and passes it
// to the page's download map.
func (c *Client) fileURL(uuid, name string) jsontext.Value {
	url := jsontext.NullValue()
	if s := c.tickets.File(uuid, c.id.identifier, name); s != "" {
		url = jsontext.String(s)
	}
	c.Page.SetDownload(uuid, url)
	return url
}

// Element is a sound or file element of the page whose URL has to be requested.
type Element struct {
	UUID, Sender string
	Receiver     jsontext.Value // Undefined for groups
	Business     int            // 1 group, 2 one to one
	Flag         jsontext.Value // downFlag
	Sound        bool
	SetURL       func(url string)
	Done         Done // only Drop is called
}

// ApplyDownload requests the URL of an element (openpic/apply_download), sets it
// and calls onAppliedDownloadUrl.
func (c *Client) ApplyDownload(e Element) {
	kind := 2
	if e.Sound {
		kind = 4
	}
	info := jsontext.NewObject()
	info.Set("busi_id", jsontext.Int(e.Business))
	info.Set("download_flag", e.Flag)
	info.Set("type", jsontext.Int(kind))
	info.Set("uuid", jsontext.String(e.UUID))
	info.Set("version", jsontext.Int(1))
	info.Set("auth_key", jsontext.String(c.tickets.AuthKey))
	info.Set("ip", jsontext.String(c.tickets.Host))
	o := jsontext.NewObject()
	o.Set("From_Account", jsontext.String(e.Sender))
	o.Set("To_Account", e.Receiver)
	o.Set("os_platform", jsontext.Int(10))
	o.Set("Timestamp", jsontext.String(c.now()))
	o.Set("Random", jsontext.String(c.randomNumber().Str()))
	o.Set("request_info", jsontext.NewArray(info))
	failed := func(jsontext.Value) {
		c.Log.Error("获取下载地址失败: uuid=" + e.UUID)
		e.Done.drop()
	}
	c.post(request{service: "openpic", command: "apply_download", body: o.JSON(), done: e.Done, fail: failed, ok: func(resp Response) {
		v := resp.Value()
		url := v.Get("response_info").Get("url")
		if !v.Get("error_code").Is(0) || url.TextOr("") == "" {
			failed(v)
			return
		}
		e.SetURL(url.Str())
		c.Page.SetDownload(e.UUID, url)
		info := jsontext.NewObject()
		info.Set("uuid", jsontext.String(e.UUID))
		info.Set("url", url)
		c.Page.Notify("onAppliedDownloadUrl", "", WithDownloads{info})
		e.Done.drop()
	}})
}
