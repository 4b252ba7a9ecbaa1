package admin

import (
	"encoding/json"
	"errors"
	"net/http"

	"webim.js/server/group"
	"webim.js/server/store"
)

// latestMessages is the number of messages of a group that are shown.
const latestMessages = 50

var errNoGroup = errors.New("no such group")

// groupView holds a group with its members and latest messages.
type groupView struct {
	ID string
	group.Group
	List   []group.Membership
	More   string // the last member shown, if there are more
	Latest []messageRow
}

// messageRow is a row of the table of messages.
type messageRow struct {
	group.Message
	Parts []messagePart
}

// messagePart is an element of a message: its text, or its kind if it has none.
type messagePart struct{ Kind, Text string }

func (p *Page) groupPage(r *http.Request) (view, error) {
	v := groupView{ID: r.FormValue("id")}
	err := p.Users.Store.View(r.Context(), func(rd store.Reader) error {
		g, ok := group.Find(rd, v.ID)
		if !ok {
			return errNoGroup
		}
		v.Group, v.More, v.Latest = g, "", nil
		v.List = g.MembersAfter(rd, v.ID, r.FormValue("after"), pageSize+1)
		if len(v.List) > pageSize {
			v.List = v.List[:pageSize]
			v.More = v.List[pageSize-1].Account
		}
		for _, m := range g.Latest(rd, v.ID, latestMessages) {
			v.Latest = append(v.Latest, messageRow{m, messageParts(m.Body)})
		}
		return nil
	})
	return view{Name: "group", Title: v.Name, Data: v}, err
}

// messageParts returns the elements of a message.
func messageParts(body json.RawMessage) (parts []messagePart) {
	var elements []struct {
		MsgType    string
		MsgContent json.RawMessage
	}
	if json.Unmarshal(body, &elements) != nil {
		return nil // a tip
	}
	for _, e := range elements {
		var content struct{ Text, Data, FileName string }
		_ = json.Unmarshal(e.MsgContent, &content) // the text of other elements stays empty
		part := messagePart{Kind: e.MsgType, Text: content.Text}
		switch e.MsgType {
		case "TIMFaceElem":
			part.Text = content.Data
		case "TIMFileElem":
			part.Text = content.FileName
		}
		parts = append(parts, part)
	}
	return parts
}
