package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// World holds the dependencies of a Client.
type World struct {
	Transport Transport
	Clock     Clock
	Random    Random
	Log       Log
	Page      Page
}

// Transport sends requests.
type Transport interface {
	// Send posts a request and calls done once when it ends, never before Send
	// returns. abort cancels it; done is then not called.
	Send(r Request, done func(Reply)) (abort func())
}

// Request is one HTTP POST.
type Request struct {
	URL         string
	Body        string        // JSON; valid until Send returns
	ContentType string        // "": the browser's default for text
	Timeout     time.Duration // 0: none
}

// Reply is the outcome of a request.
type Reply struct {
	Status   int      // HTTP status; 0: no response (network, timeout)
	Response Response // nil if the body is not a JSON object
}

// Response is a parsed response. JavaScript parses and keeps it, and Go requests only
// what it needs, so a large response that is only passed on to the page never enters
// Go's memory.
type Response interface {
	// OK reports whether ActionStatus is "OK", the only sign of success.
	OK() bool
	// Value returns the whole response, or Undefined if it is nested too deeply
	// for jsontext.
	Value() jsontext.Value
	// Batch opens message lists of the response: for "EventArray" those of all
	// events, otherwise the list of that name. me is the signed-in user.
	Batch(list, me string) Batch
}

// Batch is a response whose messages were reduced to the fields that the client's
// decisions depend on. Their contents stay in JavaScript, which builds the
// records.
type Batch interface {
	// Rest returns the response with each message list replaced by its bounds in
	// Items: [from, to), as an array of two numbers.
	Rest() jsontext.Value
	// Items returns the messages of all lists in order.
	Items() []Item
	// Names returns the session ids that items refer to.
	Names() []string
	// Raw returns the complete item i, for the few callers that need it.
	Raw(i int) jsontext.Value
	// Release lets JavaScript drop the batch, which must not be used afterwards.
	// It is called once for each batch.
	Release()
}

// Item holds the fields of a message that the client's decisions depend on. All are
// float64 because JavaScript writes the array in place, as a Float64Array over the
// program's memory. Missing numbers are NaN.
type Item struct {
	Flags    float64 // ItemFlag bits
	Name     float64 // index in Batch.Names: the group or the peer
	Event    float64 // Event of the item or, if missing, of its EventArray entry
	Seq      float64 // MsgSeq
	Random   float64 // MsgRandom
	Time     float64 // MsgTimeStamp, unix seconds
	Notice   float64 // NoticeSeq
	Priority float64 // MsgPriority
}

func (i *Item) has(f ItemFlag) bool { return ItemFlag(i.Flags)&f != 0 }

// Pick requests one record: of message Index of batch Batch, created and stored
// according to Flags. It is two 32-bit words, which JavaScript reads in place.
type Pick struct {
	Batch uint16 // index in the batches passed to Deliver
	Flags PickFlag
	Index uint32
}

func pickKind(subType int) PickFlag { return PickFlag(subType) << PickKindShift }

// Clock provides the time and timers.
type Clock interface {
	// Now returns unix seconds, rounded as the page's clock rounds them.
	Now() int64
	// After calls f once after d. stop cancels it.
	After(d time.Duration, f func()) (stop func())
}

// Random generates unpredictable numbers.
type Random interface {
	// Uint32 returns a uniformly distributed number.
	Uint32() uint32
}

// Log writes to the page's console.
type Log interface {
	Info(text string)
	Warn(text string)
	Error(text string)
}

// Page is the JavaScript part of the SDK: the page's listeners, and the
// records, sessions and store, which are JavaScript objects.
type Page interface {
	// Notify calls the listener of that name or, with a key, the function under
	// that key in the listener table of that name. It reports whether one exists.
	// Exceptions are reported and not propagated.
	Notify(name, key string, args ...Arg) bool
	// UseDialect sets the dialect of the records.
	UseDialect(name string)
	// Deliver creates the picked records in order, stores them and returns them
	// as an array.
	Deliver(batches []Batch, picks []Pick) Records
	// Store stores a record that the page created.
	Store(m Message)
	// SetTime sets the time of a record that the page created, in unix seconds.
	SetTime(m Message, time float64)
	// SetFinished sets a session's isFinished, if the session exists.
	SetFinished(sessionType, id string, value jsontext.Value)
	// DeleteSession removes a session from the store.
	DeleteSession(sessionType, id string)
	// ClearStore removes all sessions.
	ClearStore()
	// Downloads sets the builder of the URLs of files; nil at the end of a
	// session.
	Downloads(d *Downloads)
	// SetDownload stores a file's URL for webim.onDownFile.
	SetDownload(uuid string, url jsontext.Value)
	// Visible reports whether the page is visible.
	Visible() bool
	// NextSeq increments and returns the counter that also numbers messages
	// (1.3: one per account).
	NextSeq(account string) float64
}

// Records is an array of records returned by Deliver.
type Records interface {
	// Len returns the number of records.
	Len() int
}

// Message is a record that the page created and passes to sendMsg.
type Message interface {
	// Value returns the properties that are sent: {sess:{type,id}, isSend, seq,
	// random, time, subType, elems:[{type, content}], push}.
	Value() jsontext.Value
}

// Arg is an argument of a page's function: a Response (the parsed object
// itself), a jsontext.Value, a Records, Wrapped, Joined or WithDownloads.
type Arg any

// Wrapped is an array of {msg: record}, the form of fetched records in dialect 1.3.
type Wrapped struct{ Records Records }

// Joined is an object with an array of records as its last member.
type Joined struct {
	Object  jsontext.Value
	Name    string
	Records Records
}

// WithDownloads is an object to which the page's download map is added as its
// member maps.
type WithDownloads struct{ Object jsontext.Value }

// Done holds the ways in which a call of the page ends. Exactly one of them is
// called, once: one of the page's two callbacks, or Drop if neither is to be called
// (the page stopped its upload, dialect 1.3 calls none, the page passed no callback
// for this outcome), so that JavaScript can release them. Each may be nil.
type Done struct {
	OK, Err func(args ...Arg)
	Drop    func()
}

// succeeded ends a call in OK with a response, failed in Err with an error object.
func (d Done) succeeded(r Response)    { d.ok(r) }
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
