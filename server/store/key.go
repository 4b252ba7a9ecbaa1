package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Key encodes parts as a key. Keys sort in the order of their parts, and the parts
// of one key are a prefix of another's only if they are equal part by part. Strings
// end with 00 01 (a 00 inside becomes 00 FF); uint64 and uint32 are big-endian and
// of fixed size. Key panics on other types.
func Key(parts ...any) []byte {
	var k []byte
	for _, part := range parts {
		switch p := part.(type) {
		case string:
			for i := range len(p) {
				k = append(k, p[i])
				if p[i] == 0 {
					k = append(k, 0xFF)
				}
			}
			k = append(k, 0x00, 0x01)
		case uint64:
			k = binary.BigEndian.AppendUint64(k, p)
		case uint32:
			k = binary.BigEndian.AppendUint32(k, p)
		default:
			panic(fmt.Sprintf("store: key part of type %T", part))
		}
	}
	return k
}

// CutString removes the first part of a key. ok is false if it is not a string.
func CutString(key []byte) (part string, rest []byte, ok bool) {
	var s []byte
	for i := 0; i+1 < len(key); i++ {
		if key[i] != 0 {
			s = append(s, key[i])
			continue
		}
		switch key[i+1] {
		case 0x01:
			return string(s), key[i+2:], true
		case 0xFF:
			s = append(s, 0)
			i++
		default:
			return "", nil, false
		}
	}
	return "", nil, false
}

// CutUint64 removes the first part of a key, a uint64.
func CutUint64(key []byte) (part uint64, rest []byte, ok bool) {
	if len(key) < 8 {
		return 0, nil, false
	}
	return binary.BigEndian.Uint64(key), key[8:], true
}

// CutUint32 removes the first part of a key, a uint32.
func CutUint32(key []byte) (part uint32, rest []byte, ok bool) {
	if len(key) < 4 {
		return 0, nil, false
	}
	return binary.BigEndian.Uint32(key), key[4:], true
}

// Range is a range of keys: From inclusive, To exclusive; nil is unbounded.
type Range struct {
	From, To []byte
	Reverse  bool // descending order
}

// Prefix returns the range of all keys that start with the parts.
func Prefix(parts ...any) Range {
	p := Key(parts...)
	return Range{From: p, To: successor(p)}
}

// After restricts a range to keys greater than key.
func (r Range) After(key []byte) Range {
	r.From = append(bytes.Clone(key), 0)
	return r
}

// Before restricts a range to keys less than key.
func (r Range) Before(key []byte) Range {
	r.To = key
	return r
}

// Backwards returns the range in descending order.
func (r Range) Backwards() Range {
	r.Reverse = true
	return r
}

// successor returns the first key after all keys that start with p.
func successor(p []byte) []byte {
	end := bytes.Clone(p)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] != 0xFF {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

// Need describes a future read: a key, or a range if Key is nil.
type Need struct {
	Bucket Bucket
	Key    []byte
	Range  Range
	Limit  int // maximum number of keys that will be read; 0 means all
}

// WantKey returns the Need of a single key.
func WantKey(b Bucket, key []byte) Need { return Need{Bucket: b, Key: key} }

// WantRange returns the Need of the first limit keys of a range, in the order of
// Scan; of all keys if limit is 0.
func WantRange(b Bucket, r Range, limit int) Need { return Need{Bucket: b, Range: r, Limit: limit} }
