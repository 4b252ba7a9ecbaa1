package webim

// appendBase64 appends the standard encoding of data with padding. The decoding table of
// encoding/base64 would be in the script as well.
func appendBase64(dst, data []byte) []byte {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for ; len(data) >= 3; data = data[3:] {
		n := uint(data[0])<<16 | uint(data[1])<<8 | uint(data[2])
		dst = append(dst, digits[n>>18], digits[n>>12&63], digits[n>>6&63], digits[n&63])
	}
	switch len(data) {
	case 1:
		dst = append(dst, digits[data[0]>>2], digits[data[0]&3<<4], '=', '=')
	case 2:
		dst = append(dst, digits[data[0]>>2], digits[data[0]&3<<4|data[1]>>4], digits[data[1]&15<<2], '=')
	}
	return dst
}

// base64Size returns the size of n bytes as base64.
func base64Size(n int) int { return (n + 2) / 3 * 4 }
