package api

import (
	"encoding/json"

	"webim.js/server/plainjson"
)

// ListSize tracks the size of one page of a list, which has at most MaxResponse bytes.
type ListSize struct{ bytes int }

// Add encodes the next item of the list and reports whether it fits on the page. The
// first item always does.
func (s *ListSize) Add(item any) (data json.RawMessage, fits bool, err error) {
	if data, err = plainjson.Marshal(item); err != nil {
		return nil, false, err
	}
	first := s.bytes == 0
	s.bytes += len(data) + 1
	return data, first || s.bytes <= MaxResponse, nil
}
