package ops

import (
	"sync"
	"time"

	"webim.js/server/api"
)

// LimitsConfig holds the limits. 0 means no limit.
type LimitsConfig struct {
	UserRate     float64 // requests per second of one user, without polls
	AddressRate  float64 // requests per second from one address
	ByteRate     float64 // bytes per second of one user's messages
	GroupRate    float64 // messages per second to one group
	Polls        int     // waiting polls
	PollsPerUser int     // waiting polls of one user, or of one address without identity

	// Refused, if set, is called with the name of the limit at each refusal.
	Refused func(limit string)
}

// Limits implements api.Limits. The limit of request sizes is in api.Edge.
type Limits struct {
	LimitsConfig
	users, addresses rates
	bytes, groups    rates
	polls            slots
}

// NewLimits returns limits of which nothing is used.
func NewLimits(c LimitsConfig) *Limits {
	if c.Refused == nil {
		c.Refused = func(string) {}
	}
	return &Limits{
		LimitsConfig: c,
		users:        rates{perSecond: c.UserRate},
		addresses:    rates{perSecond: c.AddressRate},
		bytes:        rates{perSecond: c.ByteRate, burst: burstBytes},
		groups:       rates{perSecond: c.GroupRate},
		polls:        slots{total: c.Polls, perKey: c.PollsPerUser, taken: map[string]int{}},
	}
}

// Arrive implements api.Limits.
func (l *Limits) Arrive(call *api.Call) error {
	if l.addresses.allow(addressKey(call.RemoteHost), call.Now) {
		return nil
	}
	l.Refused("address_rate")
	return api.Errorf(api.CodeAddressRate, "more than %g requests per second from your address", l.AddressRate)
}

// Admit implements api.Limits. Polls take a slot instead of counting against a
// rate: a user polls as often as there are events.
func (l *Limits) Admit(call *api.Call, command api.Command) (release func(), err error) {
	user := call.Caller.Account
	if command.Waits {
		if user == "" {
			user = "\n" + addressKey(call.RemoteHost) // no account begins with a newline
		}
		return l.takeSlot(user)
	}
	return func() {}, l.Charge(call, "")
}

// Charge implements api.Limits.
func (l *Limits) Charge(call *api.Call, client string) error {
	user := call.Caller.Account
	if user == "" && client != "" {
		user = "\n" + client // no account begins with a newline
	}
	if user == "" || l.users.allow(user, call.Now) {
		return nil
	}
	l.Refused("user_rate")
	return api.Errorf(api.CodeUserRate, "more than %g requests per second", l.UserRate)
}

// Spend implements api.Limits.
func (l *Limits) Spend(call *api.Call, requests int) {
	if user := call.Caller.Account; user != "" {
		l.users.spend(user, call.Now, requests)
	}
}

// ChargeBytes implements api.Limits.
func (l *Limits) ChargeBytes(call *api.Call, bytes int) error {
	user := call.Caller.Account
	if user == "" || l.bytes.allowN(user, call.Now, bytes) {
		return nil
	}
	l.Refused("user_bytes")
	return api.Errorf(api.CodeUserRate, "more than %g bytes of messages per second", l.ByteRate)
}

// AllowGroupMessage implements api.Limits.
func (l *Limits) AllowGroupMessage(group string, now time.Time) bool {
	if l.groups.allow(group, now) {
		return true
	}
	l.Refused("group_rate")
	return false
}

// Waiting returns the number of waiting polls.
func (l *Limits) Waiting() int {
	l.polls.mu.Lock()
	defer l.polls.mu.Unlock()
	return l.polls.all
}

func (l *Limits) takeSlot(user string) (release func(), err error) {
	switch l.polls.take(user) {
	case full:
		l.Refused("polls")
		return nil, api.Errorf(api.CodePollsFull, "too many waiting polls")
	case fullForKey:
		l.Refused("polls_of_user")
		return nil, api.Errorf(api.CodePollsOfUser, "more than %d waiting polls of one user", l.PollsPerUser)
	}
	return func() { l.polls.release(user) }, nil
}

// slots counts the holders of a limited resource, in total and by key. The key ""
// is limited in total only.
type slots struct {
	total, perKey int // 0 means no limit

	mu    sync.Mutex
	all   int
	taken map[string]int
}

// outcome is the result of take.
type outcome int

const (
	taken outcome = iota
	full
	fullForKey
)

func (p *slots) take(key string) outcome {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.total > 0 && p.all >= p.total:
		return full
	case p.perKey > 0 && key != "" && p.taken[key] >= p.perKey:
		return fullForKey
	}
	p.all++
	p.taken[key]++
	return taken
}

func (p *slots) release(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all--
	if p.taken[key]--; p.taken[key] == 0 {
		delete(p.taken, key)
	}
}
