package webim

// defaultTimeFormat is the original's default, and also replaces an empty format.
var defaultTimeFormat = appendStr16(nil, "yyyy-MM-dd hh:mm:ss")

// FormatTimeStamp applies the format of Tool.formatTimeStamp to a local time, with
// months from 1. Only the first run of each of the letters y, M, d, h, m and s is
// replaced: the year by as many of its last digits as the run is long, the others by
// a plain number for a single letter, else by two digits. A nil format is
// defaultTimeFormat. In dialect 1.3, where the original throws if a format lacks the
// year, ok is false and dst is unchanged.
func FormatTimeStamp(dialect13 bool, dst, format Text, year, month, day, hour, minute, second int) (out Text, ok bool) {
	if len(format) == 0 {
		format = defaultTimeFormat
	}
	const letters = "yMdhms"
	values := [len(letters)]int{year, month, day, hour, minute, second}
	var done [len(letters)]bool
	start := len(dst)
	for i := 0; i < len(format); {
		c := format[i]
		field := fieldOf(letters, c)
		if field < 0 || done[field] {
			dst = append(dst, c)
			i++
			continue
		}
		done[field] = true
		run := 1
		for i+run < len(format) && format[i+run] == c {
			run++
		}
		if field == 0 {
			dst = appendDigits(dst, int64(values[field]), 1, run)
		} else {
			dst = appendDigits(dst, int64(values[field]), min(run, 2), 2)
		}
		i += run
	}
	if dialect13 && !done[0] {
		return dst[:start], false
	}
	return dst, true
}

func fieldOf(letters string, c uint16) int {
	for i := range len(letters) {
		if uint16(letters[i]) == c {
			return i
		}
	}
	return -1
}

// appendDigits pads n to atLeast digits and appends the last atMost of them.
func appendDigits(dst Text, n int64, atLeast, atMost int) Text {
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	if atMost > 1 && (n >= 10 || atLeast > 1) {
		dst = appendDigits(dst, n/10, atLeast-1, atMost-1)
	}
	return append(dst, '0'+uint16(n%10))
}
