package webim

// version is what the releases of one dialect differ in. What they add to one
// another without contradiction (more calls, more events, more fields read) is
// part of their dialect and works in all of them.
type version struct {
	number string // sent as v= and MainVersion (1.7), and as App_Version (1.3)

	makesAccountType bool   // a page need not name one: a random number is sent
	asksAccessLayer  bool   // webim/accesslayer comes before login
	fillsGaps        bool   // what is missing of a group's messages is fetched
	shortNames       bool   // big groups' polls ask for them (USP), and start without StartSeq
	typedUploads     bool   // slices carry content_type
	wholeNotices     bool   // group system notices carry their source, and its numbers
	endsSignIn       bool   // a logout ends a sign-in that is under way
	fetchesMissed    bool   // a further sign-in fetches what came since the last one
	joinsKicks       bool   // however a session is ended, onKickedEventCall and onC2cEventNotifys[96] are called
	soundHost        string // of received sounds' addresses; "": as files'
}

// vendorSounds is where 1.7.2 and later look for sounds.
const vendorSounds = "https://grouptalk.c2c.qq.com"

// One table for each version that a page can name. union17 is what a page of
// 1.7 gets that names none, and union13 one of 1.3: a page written for any of
// the dialect's versions works.
var (
	version13 = version{
		number:    "v1.3",
		fillsGaps: true,
	}
	union13 = version{
		number:           "v1.3",
		makesAccountType: true,
		fillsGaps:        true,
	}
	version170 = version{
		number:    "1.7.0",
		fillsGaps: true,
	}
	version172 = version{
		number:          "1.7.2",
		asksAccessLayer: true,
		shortNames:      true,
		typedUploads:    true,
		soundHost:       vendorSounds,
	}
	version173 = version{
		number:           "1.7.3",
		makesAccountType: true,
		asksAccessLayer:  true,
		shortNames:       true,
		typedUploads:     true,
		wholeNotices:     true,
		soundHost:        vendorSounds,
	}
	union17 = version{
		number:           "1.7.2",
		makesAccountType: true,
		asksAccessLayer:  true,
		fillsGaps:        true,
		shortNames:       true,
		typedUploads:     true,
		wholeNotices:     true,
		endsSignIn:       true,
		fetchesMissed:    true,
		soundHost:        vendorSounds,
		joinsKicks:       true,
	}
)

// named are the values of data-webim-version. shim/versions.js has the page's
// side of the same list.
var named = [...]struct {
	name    string
	dialect *dialect
	version version
}{
	{"1.3", dialect13, version13},
	{"1.7", dialect17, union17},
	{"1.7.0", dialect17, version170},
	{"1.7.2", dialect17, version172},
	{"1.7.3", dialect17, version173},
}

// forced returns the dialect as the version of that name speaks it, nil for a
// name that is none.
func forced(name string) *dialect {
	for _, n := range named {
		if n.name == name {
			d := *n.dialect
			d.version = n.version
			return &d
		}
	}
	return nil
}
