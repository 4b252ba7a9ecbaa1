package webim

import (
	"encoding/binary"
	"math/bits"
)

// md5Sum computes an MD5 digest (RFC 1321), which the upload protocol requires of
// every file. crypto/md5 would add the FIPS packages: half a megabyte of
// WebAssembly instead of eighty lines.
type md5Sum struct {
	state  [4]uint32
	length uint64
	rest   []byte // incomplete block, fewer than 64 bytes
}

func newMD5() *md5Sum {
	return &md5Sum{state: [4]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}}
}

var md5Shifts = [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}

// md5Table is floor(2^32 · |sin(i+1)|).
var md5Table = [64]uint32{
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
	0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
	0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
	0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
}

// Write adds p to the digest.
func (m *md5Sum) Write(p []byte) {
	m.length += uint64(len(p))
	if len(m.rest) > 0 {
		n := min(64-len(m.rest), len(p))
		m.rest = append(m.rest, p[:n]...)
		if p = p[n:]; len(m.rest) < 64 {
			return
		}
		m.block(m.rest)
		m.rest = m.rest[:0]
	}
	for len(p) >= 64 {
		m.block(p)
		p = p[64:]
	}
	m.rest = append(m.rest, p...)
}

func (m *md5Sum) block(p []byte) {
	var x [16]uint32
	for i := range x {
		x[i] = binary.LittleEndian.Uint32(p[4*i:])
	}
	a, b, c, d := m.state[0], m.state[1], m.state[2], m.state[3]
	for i := range 64 {
		var f uint32
		var k int
		switch i / 16 {
		case 0:
			f, k = b&c|^b&d, i
		case 1:
			f, k = b&d|c&^d, 5*i+1
		case 2:
			f, k = b^c^d, 3*i+5
		default:
			f, k = c^(b|^d), 7*i
		}
		f += a + md5Table[i] + x[k%16]
		a, d, c, b = d, c, b, b+bits.RotateLeft32(f, md5Shifts[i/16][i%4])
	}
	m.state[0] += a
	m.state[1] += b
	m.state[2] += c
	m.state[3] += d
}

// Hex finishes the digest and returns its 32 lower-case digits.
func (m *md5Sum) Hex() string {
	size := m.length * 8
	pad := make([]byte, 1+(119-len(m.rest)%64)%64, 72)
	pad[0] = 0x80
	m.Write(binary.LittleEndian.AppendUint64(pad, size))
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 32)
	for _, s := range m.state {
		for range 4 {
			out = append(out, digits[s>>4&15], digits[s&15])
			s >>= 8
		}
	}
	return string(out)
}
