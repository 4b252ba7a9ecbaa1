package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// World is what a Client needs from outside.
type World struct {
	Transport Transport
	Clock     Clock
	Random    Random
	Log       Log
	Page      Page
}

// Transport sends requests.
type Transport interface {
	// Send posts a request and calls done once when it ended, never before
	// Send returned. abort ends it early; done is then not called.
	Send(r Request, done func(Reply)) (abort func())
}

// Request is one HTTP POST.
type Request struct {
	URL         string
	Body        string        // JSON; valid until Send returns
	ContentType string        // "": the browser's own for text
	Timeout     time.Duration // 0: none
}

// Reply is the end of a request.
type Reply struct {
	Status int    // HTTP status; 0: no answer came (network, timeout)
	Answer Answer // nil when the body was not JSON, or no object
}

// Answer is the server's parsed answer. The page's side parsed it and keeps
// it; Go asks for what it needs, so a large answer that only passes through to
// the page never crosses the bridge.
type Answer interface {
	// OK tells whether ActionStatus is "OK", the only sign of success.
	OK() bool
	// Value returns the whole answer; Undefined when it is nested beyond what
	// jsontext reads.
	Value() jsontext.Value
	// Batch opens the message lists in the answer: EventArray's for "EventArray",
	// else the list of that name. me tells own messages from others'.
	Batch(list, me string) Batch
}

// Batch is an answer whose message lists were reduced to what decides over a
// message; their contents stay on the page's side, which builds the records.
type Batch interface {
	// Rest is the answer with each message list replaced by its bounds in Items:
	// [first, behind the last].
	Rest() jsontext.Value
	// Items are the messages of all lists in order.
	Items() []Item
	// Names are the session ids that items point to.
	Names() []string
	// Raw returns item i whole. For the few that need it.
	Raw(i int) jsontext.Value
	// Release tells the page's side that nothing will be asked of the batch any
	// more. It is called once for each.
	Release()
}

// Item is what decides over one message. All fields are float64 because the
// page's side writes the array in place, as one Float64Array over the memory
// of the program; missing numbers are NaN.
type Item struct {
	Flags    float64 // ItemFlag bits
	Name     float64 // index in Batch.Names: group, or the other side
	Event    float64 // of the item, else of the entry that carried it
	Seq      float64 // MsgSeq
	Random   float64 // MsgRandom
	Time     float64 // MsgTimeStamp, unix seconds
	Notice   float64 // NoticeSeq
	Priority float64 // MsgPriority
}

func (i *Item) has(f ItemFlag) bool { return ItemFlag(i.Flags)&f != 0 }

// Pick asks for one record: the message Index of batch Batch, made and filed
// as Flags say. Two 32-bit words, read in place by the page's side.
type Pick struct {
	Batch uint16 // index in the batches handed to Deliver
	Flags PickFlag
	Index uint32
}

func pickKind(subType int) PickFlag { return PickFlag(subType) << PickKindShift }

// Clock tells the time and wakes.
type Clock interface {
	// Now returns unix seconds, rounded as the page's clock rounds them.
	Now() int64
	// After calls f once after d; stop prevents it.
	After(d time.Duration, f func()) (stop func())
}

// Random makes unpredictable numbers.
type Random interface {
	// Uint32 returns any of the 2^32 numbers.
	Uint32() uint32
}

// Log writes to the page's console.
type Log interface {
	Info(text string)
	Warn(text string)
	Error(text string)
}

// Page is the page's side of the SDK: its listeners, and the records, sessions
// and store it holds as JavaScript objects.
type Page interface {
	// Notify calls the listener of that name, or with a key the function under
	// that key of the listener table of that name. It tells whether there was
	// one. What it throws is reported and goes no further.
	Notify(name, key string, args ...Arg) bool
	// UseDialect tells the records which dialect the page speaks.
	UseDialect(name string)
	// Deliver makes the records picked, in that order, files them and returns
	// the array of them.
	Deliver(batches []Batch, picks []Pick) Records
	// Store files a record the page made itself.
	Store(m Message)
	// SetTime sets the time of such a record, in unix seconds.
	SetTime(m Message, time float64)
	// SetFinished sets a session's isFinished, if there is the session.
	SetFinished(sessionType, id string, value jsontext.Value)
	// DeleteSession removes a session from the store.
	DeleteSession(sessionType, id string)
	// EmptyStore removes all sessions.
	EmptyStore()
	// Downloads tells the records what addresses they make of file ids; nil at
	// the end of a sign-in.
	Downloads(d *Downloads)
	// SetDownload keeps a file's address for webim.onDownFile.
	SetDownload(uuid string, address jsontext.Value)
	// Visible reports whether the page may be looked at.
	Visible() bool
	// NextSeq takes the next number of the counter that also numbers messages
	// (1.3: one for each account).
	NextSeq(account string) float64
}

// Records is an array of records that Deliver made.
type Records interface {
	// Len returns how many.
	Len() int
}

// Message is a record the page made and hands to sendMsg.
type Message interface {
	// Value returns what is sent of it: {sess:{type,id}, isSend, seq, random,
	// time, subType, elems:[{type, content}], push}.
	Value() jsontext.Value
}

// Arg is an argument of a page's function: an Answer (the parsed object
// itself), a jsontext.Value, a Records, Wrapped, Joined or WithDownloads.
type Arg any

// Wrapped is an array of {msg: record}, the shape dialect 1.3 gives to what it
// fetched itself.
type Wrapped struct{ Records Records }

// Joined is an object with an array of records as its last member.
type Joined struct {
	Object  jsontext.Value
	Name    string
	Records Records
}

// WithDownloads is an object that gets the page's download map as its member
// maps.
type WithDownloads struct{ Object jsontext.Value }

// Done is how a call of the page ends, once: in one of its two callbacks, or in
// Drop when neither is to be called (the page stopped its upload, dialect 1.3
// defines no answer, the page gave no callback for this end), so that the page's
// side can release them. Each may be nil.
type Done struct {
	OK, Err func(args ...Arg)
	Drop    func()
}

// answered and failed are what most requests end in.
func (d Done) answered(a Answer)       { d.ok(a) }
func (d Done) failed(e jsontext.Value) { d.err(e) }

func (d Done) ok(args ...Arg) {
	if d.OK != nil {
		d.OK(args...)
	} else {
		d.drop()
	}
}

func (d Done) err(args ...Arg) {
	if d.Err != nil {
		d.Err(args...)
	} else {
		d.drop()
	}
}

func (d Done) drop() {
	if d.Drop != nil {
		d.Drop()
	}
}
