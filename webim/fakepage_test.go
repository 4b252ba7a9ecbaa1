package webim

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"webim.js/webim/jsontext"
)

// fakePage is a Page with listeners, records and a store. Each call becomes a line in
// the trace of the test.
type fakePage struct {
	t        testing.TB
	addTrace func(line string)

	dialect      string
	visible      bool
	unregistered map[string]bool         // listeners that the page did not register, by name or name/key
	onNotify     map[string]func([]Arg)  // called when a listener is notified
	sessions     map[string]*fakeSession // by type and id
	lenient      bool                    // the server's times are wrong, so 1.3 may store a message twice
	unreleased   map[*fakeBatch]bool     // batches that have not been released
	downloads    *Downloads
	urls         map[string]string // by file id, JSON
	seqs         map[string]float64
}

type fakeSession struct {
	msgs     []fakeRecord
	unread   int
	finished string // JSON; "" if unknown
}

// fakeRecord is a record in the notation of the tests: "bob 1" is message 1 from bob,
// "me>bob 2" message 2 from me to bob, "@g bob 11" a message in a group. Other
// properties follow.
type fakeRecord struct {
	text         string
	session      string
	mine         bool
	seq, random  float64
	time         float64
	stored, read bool
	inOrder      bool    // sorted by its seq
	stamp        float64 // set by the simulated server
}

func (r fakeRecord) String() string {
	s := r.text
	if !r.stored {
		s += " unstored"
	} else if r.read && !r.mine {
		s += " read"
	}
	return s
}

type fakeRecords []fakeRecord

func (r fakeRecords) Len() int { return len(r) }

func newFakePage(t testing.TB, addTrace func(string)) *fakePage {
	return &fakePage{
		t: t, addTrace: addTrace, sessions: map[string]*fakeSession{}, seqs: map[string]float64{},
		unregistered: map[string]bool{"onLongPullingNotify": true, "onSessionEnd": true}, onNotify: map[string]func([]Arg){}, urls: map[string]string{},
		unreleased: map[*fakeBatch]bool{},
	}
}

func (p *fakePage) Notify(name, key string, args ...Arg) bool {
	full := name
	if key != "" {
		full += "/" + key
	}
	if p.unregistered[name] || p.unregistered[full] {
		return false
	}
	p.addTrace(full + show(args))
	if f := p.onNotify[full]; f != nil {
		f(args)
	}
	return true
}

func (p *fakePage) UseDialect(name string) { p.dialect = name }

func (p *fakePage) session(key string) *fakeSession {
	if p.sessions[key] == nil {
		p.sessions[key] = &fakeSession{}
	}
	return p.sessions[key]
}

func (p *fakePage) Deliver(batches []Batch, picks []Pick) Records {
	var list fakeRecords
	for _, b := range batches {
		if !p.unreleased[b.(*fakeBatch)] {
			p.t.Error("released batch delivered")
		}
	}
	for _, pick := range picks {
		r := p.pickedRecord(batches[pick.Batch].(*fakeBatch), pick)
		if r.stored {
			p.store(r)
		}
		list = append(list, r)
	}
	return list
}

// store stores a record and fails the test if it is stored twice.
func (p *fakePage) store(r fakeRecord) {
	s := p.session(r.session)
	for _, m := range s.msgs {
		again := p.dialect == "1.3" && (p.lenient || math.Abs(m.time-r.time) >= 1800)
		if m.mine == r.mine && m.seq == r.seq && m.random == r.random && !again {
			p.t.Errorf("%s: stored twice", r)
		}
	}
	at := len(s.msgs)
	if r.inOrder {
		if i := slices.IndexFunc(s.msgs, func(m fakeRecord) bool { return m.seq > r.seq }); i >= 0 {
			at = i
		}
	}
	s.msgs = slices.Insert(s.msgs, at, r)
	if !r.mine && !r.read {
		s.unread++
	}
}

func (p *fakePage) pickedRecord(b *fakeBatch, pick Pick) fakeRecord {
	it, raw := b.items[pick.Index], b.raw[pick.Index]
	r := fakeRecord{
		mine: pick.Flags&PickMine != 0, stored: pick.Flags&PickStore != 0, read: pick.Flags&PickUnread == 0, inOrder: pick.Flags&PickInOrder != 0, stamp: raw.Get("stamp").Float(),
		seq: it.Seq, random: it.Random, time: it.Time,
	}
	if p.dialect == "1.3" && pick.Flags&PickGroup != 0 {
		r.random = it.Seq
	}
	name := b.names[int(it.Name)]
	from := raw.Get("From_Account").Str()
	switch {
	case pick.Flags&PickGroup != 0:
		r.session, r.text = "GROUP"+name, name+" "+from
	case r.mine:
		r.session, r.text = "C2C"+name, from+">"+name
	default:
		r.session, r.text = "C2C"+name, from
	}
	r.text += " " + jsontext.Float(it.Seq).JSON()
	if pick.Flags&PickTip != 0 {
		r.text += " tip"
	}
	if kind := int(pick.Flags >> PickKindShift); kind != 0 {
		r.text += fmt.Sprintf(" kind=%d", kind)
	}
	return r
}

func (p *fakePage) SetTime(m Message, time float64) {
	m.Value().Set("time", jsontext.Float(time))
}

func (p *fakePage) Store(m Message) {
	v := m.Value()
	sess := v.Get("sess")
	p.store(fakeRecord{
		session: sess.Get("type").Str() + sess.Get("id").Str(), mine: v.Get("isSend").Truthy(), stored: true,
		text: "sent>" + sess.Get("id").Str() + " " + v.Get("seq").Str(),
		seq:  v.Get("seq").Float(), random: v.Get("random").Float(), time: v.Get("time").Float(),
	})
}

func (p *fakePage) SetFinished(sessionType, id string, value jsontext.Value) {
	if s := p.sessions[sessionType+id]; s != nil {
		s.finished = value.JSON()
	}
}

func (p *fakePage) DeleteSession(sessionType, id string) { delete(p.sessions, sessionType+id) }
func (p *fakePage) ClearStore()                          { clear(p.sessions) }
func (p *fakePage) Downloads(d *Downloads)               { p.downloads = d }

func (p *fakePage) SetDownload(uuid string, url jsontext.Value) {
	p.urls[uuid] = url.JSON()
}

func (p *fakePage) Visible() bool { return p.visible }

func (p *fakePage) NextSeq(account string) float64 {
	if p.dialect != "1.3" { // one counter for all accounts
		account = ""
	}
	p.seqs[account]++
	return p.seqs[account]
}

// stored returns the records of a session as strings.
func (p *fakePage) stored(key string) []string {
	list := []string{}
	if s := p.sessions[key]; s != nil {
		for _, m := range s.msgs {
			list = append(list, m.text)
		}
	}
	return list
}

// show formats arguments for the trace, each with a leading space.
func show(args []Arg) string {
	var b strings.Builder
	for _, arg := range args {
		b.WriteByte(' ')
		switch arg := arg.(type) {
		case *fakeResponse:
			b.WriteString(arg.v.JSON())
		case jsontext.Value:
			b.WriteString(arg.JSON())
		case fakeRecords:
			b.WriteString(arg.show())
		case Wrapped:
			b.WriteString("wrapped " + arg.Records.(fakeRecords).show())
		case Joined:
			b.WriteString(arg.Object.JSON() + " " + arg.Name + " " + arg.Records.(fakeRecords).show())
		case WithDownloads:
			b.WriteString(arg.Object.JSON() + " with downloads")
		default:
			fmt.Fprintf(&b, "%#v", arg)
		}
	}
	return b.String()
}

func (r fakeRecords) show() string {
	var texts []string
	for _, m := range r {
		texts = append(texts, m.String())
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// fakeResponse implements Response. It reduces batches like shim/batch.js.
type fakeResponse struct {
	page *fakePage
	v    jsontext.Value
	ok   bool
}

func (r *fakeResponse) OK() bool              { return r.ok }
func (r *fakeResponse) Value() jsontext.Value { return r.v }

func isText(v jsontext.Value) bool { return v.Kind() == jsontext.Text }
func isObject(v jsontext.Value) bool {
	return v.Kind() == jsontext.Object || v.Kind() == jsontext.Array
}

type fakeBatch struct {
	page  *fakePage
	rest  jsontext.Value
	items []Item
	names []string
	raw   []jsontext.Value
}

func (b *fakeBatch) Rest() jsontext.Value { return b.rest }
func (b *fakeBatch) Items() []Item        { return b.items }
func (b *fakeBatch) Names() []string      { return b.names }

func (b *fakeBatch) Raw(i int) jsontext.Value {
	if !b.page.unreleased[b] {
		b.page.t.Error("released batch read")
	}
	return b.raw[i]
}

func (b *fakeBatch) Release() {
	if !b.page.unreleased[b] {
		b.page.t.Error("batch released twice")
	}
	delete(b.page.unreleased, b)
}

// eventLists maps an event of a poll to the list that holds its messages.
var eventLists = map[string]string{"3": "GroupMsgArray", "4": "GroupTips", "6": "GroupTips", "9": "C2cMsgArray"}

func (r *fakeResponse) Batch(list, me string) Batch {
	b := &fakeBatch{page: r.page}
	r.page.unreleased[b] = true
	if r.v.Kind() == jsontext.Undefined {
		return b
	}
	b.rest = r.v.Clone()
	if list == "EventArray" {
		entries := jsontext.NewArray()
		for _, entry := range r.v.Get("EventArray").Items() {
			if name, ok := eventLists[entry.Get("Event").Str()]; ok && entry.Kind() == jsontext.Object {
				from := len(b.items)
				b.add(entry.Get(name).Items(), entry.Get("Event").Float(), me)
				entry = entry.Clone()
				entry.Set(name, jsontext.NewArray(jsontext.Int(from), jsontext.Int(len(b.items))))
			}
			entries.Push(entry)
		}
		b.rest.Set("EventArray", entries)
		return b
	}
	event := math.NaN()
	items := slices.Clone(r.v.Get(list).Items())
	switch list {
	case "MsgList":
		event = eventMessages
	case "RspMsgList":
		for i, m := range items {
			items[i] = longNames(m)
		}
	}
	b.add(items, event, me)
	if r.v.Get(list).Truthy() {
		b.rest.Set(list, jsontext.NewArray(jsontext.Int(0), jsontext.Int(len(items))))
	}
	return b
}

func (b *fakeBatch) add(items []jsontext.Value, event float64, me string) {
	for _, m := range items {
		b.raw = append(b.raw, m)
		if !isObject(m) {
			b.items = append(b.items, Item{Name: b.name("")})
			continue
		}
		from, body := m.Get("From_Account"), m.Get("MsgBody")
		var flags ItemFlag
		if from.Truthy() {
			if flags |= HasSender; from.Str() == me {
				flags |= Mine
			}
		}
		if m.Get("IsPlaceMsg").Truthy() {
			flags |= Placeholder
		}
		if body.Kind() == jsontext.Array && body.Len() > 0 || body.Kind() == jsontext.Object && event != eventMessages {
			flags |= HasBody
		}
		if body.Get("OpType").Is(6) {
			flags |= InfoChange
		}
		if event == eventMessages && body.Kind() == jsontext.Array && body.Len() > 0 && !slices.ContainsFunc(body.Items(), notTyping) {
			flags |= TypingOnly
		}
		name := m.Get("ToGroupId")
		if event == eventMessages {
			if name = from; flags&Mine != 0 {
				name = m.Get("To_Account")
			}
		}
		if math.IsNaN(event) {
			b.items = append(b.items, b.line(m, flags, name, m.Get("Event").Float()))
		} else {
			b.items = append(b.items, b.line(m, flags, name, event))
		}
	}
}

func (b *fakeBatch) line(m jsontext.Value, flags ItemFlag, name jsontext.Value, event float64) Item {
	number := func(key string) float64 { // +value || 0
		if f := m.Get(key).Float(); !math.IsNaN(f) {
			return f
		}
		return 0
	}
	return Item{
		Flags: float64(flags), Name: b.name(name.Str()), Event: event,
		Seq: number("MsgSeq"), Random: number("MsgRandom"), Time: number("MsgTimeStamp"),
		Notice: m.Get("NoticeSeq").Float(), Priority: m.Get("MsgPriority").Float(),
	}
}

func (b *fakeBatch) name(s string) float64 {
	i := slices.Index(b.names, s)
	if i < 0 {
		i = len(b.names)
		b.names = append(b.names, s)
	}
	return float64(i)
}

func notTyping(e jsontext.Value) bool {
	data := e.Get("MsgContent").Get("Data")
	return e.Get("MsgType").Str() != "TIMCustomElem" || !isText(data) || !IsTyping(data.Str())
}

// shortNames are the abbreviated field names of big groups that the tests use.
var shortNames = map[string]string{
	"F_Account": "From_Account", "GInfo": "GroupInfo", "GName": "GroupName", "Evt": "Event", "BPlc": "IsPlaceMsg",
	"MBody": "MsgBody", "Pri": "MsgPriority", "Rdm": "MsgRandom", "MSeq": "MsgSeq", "TStp": "MsgTimeStamp", "TGId": "ToGroupId",
}

func longNames(m jsontext.Value) jsontext.Value {
	if m.Kind() != jsontext.Object {
		return m
	}
	out := m.Clone()
	for short, long := range shortNames {
		if v := m.Get(short); v.Kind() != jsontext.Undefined {
			out.Set(short, jsontext.Value{})
			out.Set(long, longNames(v))
		}
	}
	return out
}
