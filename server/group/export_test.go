package group

import "webim.js/server/store"

// Audiences is the cache of audiences.
type Audiences = audiences

// NewAudiences returns a cache of up to limit bytes that follows a store.
func NewAudiences(s store.Store, limit int) *Audiences {
	as := newAudiences(s)
	as.limit = limit
	as.follow()
	return as
}
