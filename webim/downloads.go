package webim

import "strings"

// Downloads makes the addresses of received sounds and files (media.md 7).
// Known after the ticket of openim/authkey came; the zero value has none.
type Downloads struct {
	AuthKey, Host string
	AppID         string
	Dialect       string
	Own           string // address of a configured server, which serves files itself

	appAt3rd string
}

// The file types of a download address.
const (
	downloadSound = "2106"
	downloadFile  = "2107"
)

// Sound returns the address of a sound, "" when no ticket is known.
func (d *Downloads) Sound(uuid, sender string) string {
	if d.AuthKey == "" || d.Host == "" {
		return ""
	}
	host := d.host()
	if d.Dialect == dialect17.name && d.Own == "" { // 1.7.2's: https, and not by the ticket's host
		host = "https://grouptalk.c2c.qq.com"
	}
	return host + d.path(uuid, sender, downloadSound)
}

// File returns the address of a file that is saved under name, "" when no
// ticket is known.
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
	return strings.Join([]string{"/asn.com/stddownload_common_file?authkey=", d.AuthKey, "&bid=10001&subbid=", app,
		"&fileid=", uuid, "&filetype=", kind, "&openid=", sender, "&ver=0"}, "")
}
