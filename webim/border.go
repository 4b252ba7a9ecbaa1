package webim

// This file holds the constants that Go and the page's script share. The packer
// evaluates them and provides them to shim/ as the module webim:border, so
// neither side can use a name that the other lacks. This file imports nothing.

// ItemFields is the number of float64 fields of an Item.
const ItemFields = 8

// ItemFlag holds the properties of an Item that are not numbers.
type ItemFlag uint32

// The flags of an Item.
const (
	HasSender   ItemFlag = 1 << iota // From_Account is not empty
	Mine                             // From_Account is the signed-in user
	HasBody                          // MsgBody is an object or a non-empty array
	Placeholder                      // IsPlaceMsg: the placeholder of a deleted message
	InfoChange                       // a tip of OpType 6 that changes something
	TypingOnly                       // only typing notices
)

// PickFlag specifies how a record is created and stored.
type PickFlag uint16

// The flags of a Pick. The bits from PickKindShift up are the record's subType.
const (
	PickMine    PickFlag = 1 << iota // isSend
	PickStore                        // stored in its session
	PickUnread                       // counts as unread, unless mine or read automatically
	PickGroup                        // a group message; otherwise one to one
	PickTip                          // its body is a group tip
	PickInOrder                      // inserted by its seq rather than appended

	PickKindShift = iota
)

// Op is an operation of the fast path: a renderer or formatter of Render, or an
// operation of jsbridge.
type Op uint8

// The operations of Render. Their arguments are strings in this order. An argument
// marked "?" may be nil, for undefined or null; all others are String(value).
const (
	OpText      Op = 1  // text?
	OpFace      Op = 2  // src? (the emoticon's picture, nil if there is none), data?
	OpImages    Op = 3  // uuid, small?, large?, original? (URLs), plain
	OpSound     Op = 4  // uuid, url?, plain; 1.3 ignores uuid
	OpFile      Op = 5  // uuid, url?, name, size, plain; 1.7 ignores url, 1.3 ignores uuid
	OpLocation  Op = 6  // longitude, latitude, desc
	OpCustom    Op = 7  // data?
	OpTip       Op = 8  // opType, opUserId, total, item…: see Render
	OpCleanURL  Op = 9  // url?: the URL for window.open; about:blank if unsafe or missing
	OpText2Html Op = 16 // Tool.formatText2Html(text?)
	OpHtml2Text Op = 17 // Tool.formatHtml2Text(html?)
	OpXSSFilter Op = 18 // Tool.xssFilter(text)
	OpTrim      Op = 19 // Tool.trimStr(text?)
	OpTypeEn2Ch Op = 20 // Tool.groupTypeEn2Ch(type?)
	OpTypeCh2En Op = 21 // Tool.groupTypeCh2En(type?)
	OpRoleEn2Ch Op = 22 // Tool.groupRoleEn2Ch(role?)
	OpRoleCh2En Op = 23 // Tool.groupRoleCh2En(role?)
	OpFlagEn2Ch Op = 24 // Tool.groupMsgFlagEn2Ch(flag?)
	OpFlagCh2En Op = 25 // Tool.groupMsgFlagCh2En(flag?)
)

// The operations of jsbridge.
const (
	OpStrBytes    Op = 64 + iota // text: a number
	OpValidNumber                // text: 1 or 0
	OpFormatTime                 // year, month, day, hour, minute, second, pattern
	OpSoundURL                   // uuid, sender
	OpFileURL                    // uuid, sender, name
	OpReceived                   // "1" for a group message, element type
	OpTyping                     // data of a custom element: 1 or 0
)

// The results of an operation that are neither a length nor a number.
const (
	ResultSame   = -1 // the last argument, unchanged
	ResultFailed = -2 // unknown operation, or too few arguments
)

// The flags of a call: the callbacks that the page passed.
const (
	CallHasOK = 1 << iota
	CallHasErr
)

// The properties of a response that the script determines before Go reads it.
const (
	ResponseIsObject = 1 << iota // it is a JSON object
	ResponseIsOK                 // ActionStatus is "OK"
)
