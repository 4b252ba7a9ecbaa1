package webim

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// md5Sum computes an MD5 digest (RFC 1321), which the upload protocol requires of
// every file. crypto/md5 would add the FIPS packages: half a megabyte of
// WebAssembly instead of eighty lines.
type md5Sum struct {
	state  [4]uint32
	length uint64
	rest   []byte // incomplete block, fewer than 64 bytes

	// table is floor(2^32 · |sin(i+1)|). It is computed, because its digits do not
	// compress.
	table [64]uint32
}

func newMD5() *md5Sum {
	m := &md5Sum{state: [4]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}}
	const sin1, cos1 = 0.8414709848078965, 0.5403023058681398
	before, sine := 0.0, sin1
	for i := range m.table {
		m.table[i] = uint32(math.Abs(sine) * (1 << 32))
		before, sine = sine, float64(2*cos1*sine)-before // the conversion forbids a fused operation
	}
	return m
}

var md5Shifts = [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}

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
		f += a + m.table[i] + x[k%16]
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
