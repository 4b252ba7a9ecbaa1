package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Key builds a key from parts so that keys sort as their parts do and one
// key's parts are a prefix of another's only if they are equal part by part.
// Strings end with 00 01 (a 00 inside becomes 00 FF); uint64 and uint32 are
// big-endian and of fixed size.
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

// CutString takes the first part off a key; it is false if that is no string.
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

// CutUint64 takes a uint64 part off a key.
func CutUint64(key []byte) (part uint64, rest []byte, ok bool) {
	if len(key) < 8 {
		return 0, nil, false
	}
	return binary.BigEndian.Uint64(key), key[8:], true
}

// CutUint32 takes a uint32 part off a key.
func CutUint32(key []byte) (part uint32, rest []byte, ok bool) {
	if len(key) < 4 {
		return 0, nil, false
	}
	return binary.BigEndian.Uint32(key), key[4:], true
}

// Range is a span of keys: From inclusive, To exclusive; nil is unbounded.
type Range struct {
	From, To []byte
	Reverse  bool // from the highest key downwards
}

// Prefix is the range of all keys that start with the parts.
func Prefix(parts ...any) Range {
	p := Key(parts...)
	return Range{From: p, To: successor(p)}
}

// After narrows a range to keys greater than key.
func (r Range) After(key []byte) Range {
	r.From = append(bytes.Clone(key), 0)
	return r
}

// Before narrows a range to keys less than key.
func (r Range) Before(key []byte) Range {
	r.To = key
	return r
}

// Backwards turns a range around.
func (r Range) Backwards() Range {
	r.Reverse = true
	return r
}

// successor is the first key behind every key that starts with p.
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

// Need is a key, or a range if Key is nil, that will be read.
type Need struct {
	Bucket Bucket
	Key    []byte
	Range  Range
	Limit  int // keys of the range that will be read at most; 0: all
}

// WantKey is the need of one key.
func WantKey(b Bucket, key []byte) Need { return Need{Bucket: b, Key: key} }

// WantRange is the need of the first keys of a range, as Scan meets them; of
// all of them if limit is 0.
func WantRange(b Bucket, r Range, limit int) Need { return Need{Bucket: b, Range: r, Limit: limit} }
