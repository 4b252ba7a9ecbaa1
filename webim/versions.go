package webim

// version holds the differences between the releases of a dialect. Additions that
// do not conflict (more calls, events and fields) are part of the dialect and work
// in all of them.
type version struct {
	number string // sent as v= and MainVersion (1.7), and as App_Version (1.3)

	makesAccountType bool   // accountType defaults to a random number
	usesAccessLayer  bool   // webim/accesslayer is called before login
	fillsGaps        bool   // missing group messages are fetched
	shortNames       bool   // polls of big groups request short names (USP) and start without StartSeq
	typedUploads     bool   // slices carry content_type
	wholeNotices     bool   // group system notices carry the original notice, its MsgSeq and MsgRandom
	endsSignIn       bool   // a logout ends a sign-in in progress
	fetchesMissed    bool   // a further sign-in fetches messages received since the last one
	joinsKicks       bool   // every kick calls both onKickedEventCall and onC2cEventNotifys[96]
	soundHost        string // host of received sounds; "": same as files
}

// vendorSounds is the host of sounds in 1.7.2 and later.
const vendorSounds = "https://grouptalk.c2c.qq.com"

// The versions that a page can name. A page that names none gets union17 or union13,
// which serve pages written for any version of their dialect.
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
		usesAccessLayer: true,
		shortNames:      true,
		typedUploads:    true,
		soundHost:       vendorSounds,
	}
	version173 = version{
		number:           "1.7.3",
		makesAccountType: true,
		usesAccessLayer:  true,
		shortNames:       true,
		typedUploads:     true,
		wholeNotices:     true,
		soundHost:        vendorSounds,
	}
	union17 = version{
		number:           "1.7.2",
		makesAccountType: true,
		usesAccessLayer:  true,
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

// namedVersions lists the values of data-webim-version. shim/versions.js has the
// JavaScript part of this list.
var namedVersions = [...]struct {
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

// forced returns the dialect with the version of that name, or nil for an unknown
// name.
func forced(name string) *dialect {
	for _, n := range namedVersions {
		if n.name == name {
			d := *n.dialect
			d.version = n.version
			return &d
		}
	}
	return nil
}
