package webim

import "math"

// plain is an optional argument of any value. With it the HTML has no inline
// handlers, for pages whose Content-Security-Policy forbids them.
//
// The items of OpTip are the list of a tip of its type, flattened, and total is that
// list's length. Of the lists marked 10 only the first ten items are needed.
//
//	opType 1, 3, 4, 5   each user id                         10
//	opType 6            type and value of each groupInfo
//	opType 7            userId and shutupTime? of each member   10
//	any other           none, total 0

// fewestArgs holds the minimum number of arguments by Op; 0 is an unknown Op.
var fewestArgs = [...]uint8{
	OpText: 1, OpFace: 2, OpImages: 4, OpSound: 2, OpFile: 4, OpLocation: 3, OpCustom: 1, OpTip: 3, OpCleanURL: 1,
	OpText2Html: 1, OpHtml2Text: 1, OpXSSFilter: 1, OpTrim: 1,
	OpTypeEn2Ch: 1, OpTypeCh2En: 1, OpRoleEn2Ch: 1, OpRoleCh2En: 1, OpFlagEn2Ch: 1, OpFlagCh2En: 1,
}

// Render applies op to args and appends the result to dst, which must not share
// memory with args. It allocates only if dst is too short; out is then another array.
//
// If the result is the last argument unchanged, Render returns same and appends
// nothing, so the caller can reuse the string it has. If op is unknown or has too few
// arguments, ok is false and dst is unchanged.
func Render(op Op, dialect13 bool, args []Text, dst Text) (out Text, same, ok bool) {
	if int(op) >= len(fewestArgs) || fewestArgs[op] == 0 || len(args) < int(fewestArgs[op]) {
		return dst, false, false
	}
	out = dst
	switch last := args[len(args)-1]; op {
	case OpText:
		out, same = htmlText(dst, last)
	case OpFace:
		out, same = htmlFace(dst, args[0], last)
	case OpImages:
		out = htmlImages(dst, args[0], args[1], args[2], args[3], len(args) > 4)
	case OpSound:
		if dialect13 {
			out = htmlSound13(dst, args[1], len(args) > 2)
		} else {
			out = htmlSound17(dst, args[0], args[1], len(args) > 2)
		}
	case OpFile:
		if dialect13 {
			out = htmlFile13(dst, args[1], args[2], args[3])
		} else {
			out = htmlFile17(dst, args[0], args[2], args[3], len(args) > 4)
		}
	case OpLocation:
		out = htmlLocation(dst, args[0], args[1], args[2])
	case OpCustom:
		out, same = htmlCustom(dst, last)
	case OpTip:
		out = htmlTip(dst, tip{opType: args[0], opUser: args[1], total: tipTotal(args[2]), items: args[3:]})
	case OpCleanURL:
		out, same = cleanURL(dst, last)
	case OpText2Html:
		out, same = formatText2Html(dst, last)
	case OpHtml2Text:
		out, same = formatHtml2Text(dst, last)
	case OpXSSFilter:
		out, same = xssFilter(dst, last)
	case OpTrim:
		out, same = trimStr(dst, last)
	case OpTypeEn2Ch:
		out, same = groupTypeEn2Ch(dst, last, dialect13)
	case OpTypeCh2En:
		out, same = groupTypeCh2En(dst, last, dialect13)
	case OpRoleEn2Ch:
		out, same = groupRoleEn2Ch(dst, last)
	case OpRoleCh2En:
		out, same = groupRoleCh2En(dst, last)
	case OpFlagEn2Ch:
		out, same = groupMsgFlagEn2Ch(dst, last)
	case OpFlagCh2En:
		out, same = groupMsgFlagCh2En(dst, last)
	}
	return out, same, true
}

// tipTotal parses a list's length. Lengths beyond a 32-bit int return 0.
func tipTotal(t Text) int {
	if n := number16(t); n >= 0 && n <= math.MaxInt32 {
		return int(n)
	}
	return 0
}
