// Package callback notifies a site's back end (the receiver) of actions of users, and
// requests permission before some of them: the vendor's callbacks, with their names,
// fields and codes. They are described in the vendor's documents "第三方回调简介",
// "发单聊消息之前回调", "发单聊消息之后回调", "创建群组之前回调", "申请入群之前回调", "拉人入群之前回调", "新成员入群之后回调",
// "群成员离开之后回调", "群内发言之前回调", "群内发言之后回调", "群组解散之后回调" and "状态变更回调".
//
// A callback before an action runs outside all transactions and locks and has a
// timeout of two seconds; without a response the configured default applies. A
// callback after an action is sent from a bounded queue. After repeated failures
// no requests are sent to the receiver for some seconds.
package callback

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"webim.js/server/api"
)

// The callbacks.
const (
	BeforeMessage      = "C2C.CallbackBeforeSendMsg"
	AfterMessage       = "C2C.CallbackAfterSendMsg"
	BeforeCreateGroup  = "Group.CallbackBeforeCreateGroup"
	BeforeJoin         = "Group.CallbackBeforeApplyJoinGroup"
	BeforeInvite       = "Group.CallbackBeforeInviteJoinGroup"
	AfterJoin          = "Group.CallbackAfterNewMemberJoin"
	AfterExit          = "Group.CallbackAfterMemberExit"
	BeforeGroupMessage = "Group.CallbackBeforeSendMsg"
	AfterGroupMessage  = "Group.CallbackAfterSendMsg"
	AfterDestroy       = "Group.CallbackAfterGroupDestroyed"
	StateChange        = "State.StateChange"
)

// Commands lists the names of all callbacks.
var Commands = []string{
	BeforeMessage, AfterMessage, BeforeCreateGroup, BeforeJoin, BeforeInvite, AfterJoin, AfterExit,
	BeforeGroupMessage, AfterGroupMessage, AfterDestroy, StateChange,
}

const (
	timeout     = 2 * time.Second // of a request to the receiver
	maxResponse = 64 << 10
	maxInFlight = 256 // callbacks before an action
	workers     = 4
	queueLength = 2500 // of each worker

	// breakAfter is the number of consecutive failures after which requests are
	// suspended for breakFor. Then one callback probes the receiver.
	breakAfter = 10
	breakFor   = 5 * time.Second
)

// Config holds the options of New.
type Config struct {
	URL      string
	Commands []string // nil means all
	Token    string   // signs requests; "" disables signing
	Forbid   bool     // forbid an action if there is no response
	SDKAppID int64
	Log      *slog.Logger

	// Observe is called with the outcome of each callback: "ok", "failed",
	// "skipped" (requests are suspended, or too many are in flight) or "dropped"
	// (the queue is full).
	Observe func(command, outcome string)
}

// Callbacks sends callbacks to one receiver.
type Callbacks struct {
	Config
	address  *url.URL
	client   *http.Client
	inFlight chan struct{} // semaphore
	queues   [workers]chan event
	done     sync.WaitGroup
	ctx      context.Context
	cancel   context.CancelFunc

	mu       sync.Mutex
	failures int
	until    time.Time // requests are suspended until then
}

// event is one callback.
type event struct {
	command, ip, platform string
	body                  any
}

// New starts the workers. Close stops them.
func New(c Config) (*Callbacks, error) {
	address, err := url.Parse(c.URL)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" {
		return nil, fmt.Errorf("invalid callback URL %q", c.URL)
	}
	for _, name := range c.Commands {
		if !slices.Contains(Commands, name) {
			return nil, fmt.Errorf("unknown callback %q", name)
		}
	}
	if c.Observe == nil {
		c.Observe = func(string, string) {}
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost, transport.MaxConnsPerHost = 32, maxInFlight+workers
	b := &Callbacks{
		Config: c, address: address, inFlight: make(chan struct{}, maxInFlight),
		client: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("receiver redirected the request")
		}},
	}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	for i := range b.queues {
		b.queues[i] = make(chan event, queueLength)
		b.done.Go(func() { b.work(b.queues[i]) })
	}
	return b, nil
}

// Close stops the workers. Queued events are dropped.
func (b *Callbacks) Close() {
	b.cancel()
	b.done.Wait()
	b.client.CloseIdleConnections()
}

func (b *Callbacks) wants(command string) bool {
	return b.Commands == nil || slices.Contains(b.Commands, command)
}

func (b *Callbacks) work(queue chan event) {
	for {
		select {
		case e := <-queue:
			_, _ = b.send(b.ctx, e) // send counts and logs errors
		case <-b.ctx.Done():
			return
		}
	}
}

// enqueue queues an event. Events with the same key are sent in order.
func (b *Callbacks) enqueue(key string, e event) {
	if !b.wants(e.command) {
		return
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	select {
	case b.queues[h.Sum32()%workers] <- e:
	default:
		b.Observe(e.command, "dropped")
	}
}

// reply is the receiver's response.
type reply struct {
	ErrorCode int
	ErrorInfo string
	MsgBody   json.RawMessage
	Refused   []api.Text `json:"RefusedMembers_Account"`
}

// request sends an event and waits for the reply. It returns false if there is
// none, so that the default applies.
func (b *Callbacks) request(ctx context.Context, e event) (reply, bool) {
	select {
	case b.inFlight <- struct{}{}:
		defer func() { <-b.inFlight }()
	default:
		b.Observe(e.command, "skipped")
		return reply{}, false
	}
	r, err := b.send(ctx, e)
	return r, err == nil
}

var errSuspended = errors.New("callbacks suspended after repeated failures")

// send sends an event and returns the reply.
func (b *Callbacks) send(ctx context.Context, e event) (r reply, err error) {
	if !b.ready(time.Now()) {
		b.Observe(e.command, "skipped")
		return r, errSuspended
	}
	r, err = b.post(ctx, e)
	if ctx.Err() != nil { // the client disconnected: not a failure of the receiver
		return r, ctx.Err()
	}
	outcome := "ok"
	if err != nil {
		outcome = "failed"
		b.Log.Warn("callback failed", "callback", e.command, "error", err)
	}
	b.Observe(e.command, outcome)
	b.recordOutcome(err != nil, time.Now())
	return r, err
}

// ready reports whether a request may be sent to the receiver.
func (b *Callbacks) ready(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < breakAfter {
		return true
	}
	if now.Before(b.until) {
		return false
	}
	b.until = now.Add(breakFor) // this request probes the receiver
	return true
}

// recordOutcome records the outcome of a request.
func (b *Callbacks) recordOutcome(failed bool, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !failed {
		b.failures = 0
		return
	}
	if b.failures++; b.failures >= breakAfter {
		b.until = now.Add(breakFor)
	}
}

func (b *Callbacks) post(ctx context.Context, e event) (r reply, err error) {
	body, err := json.Marshal(e.body)
	if err != nil {
		return r, err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.urlOf(e, time.Now()), bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := b.client.Do(req)
	if err != nil {
		var inURL *url.Error
		if errors.As(err, &inURL) { // drop the URL, which may contain a secret
			err = inURL.Err
		}
		return r, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	switch {
	case err != nil:
		return r, err
	case resp.StatusCode != http.StatusOK:
		return r, fmt.Errorf("HTTP status %d", resp.StatusCode)
	case len(data) > maxResponse:
		return r, fmt.Errorf("response longer than %d bytes", maxResponse)
	}
	return r, json.Unmarshal(data, &r)
}

// urlOf returns the URL of an event. With a token the receiver can verify the
// origin and the age of the request.
func (b *Callbacks) urlOf(e event, now time.Time) string {
	address := *b.address
	q := address.Query()
	q.Set("SdkAppid", strconv.FormatInt(b.SDKAppID, 10))
	q.Set("CallbackCommand", e.command)
	q.Set("contenttype", "json")
	q.Set("ClientIP", e.ip)
	q.Set("OptPlatform", e.platform)
	if b.Token != "" {
		at := strconv.FormatInt(now.Unix(), 10)
		sum := sha256.Sum256([]byte(b.Token + at))
		q.Set("RequestTime", at)
		q.Set("Sign", hex.EncodeToString(sum[:]))
	}
	address.RawQuery = q.Encode()
	return address.String()
}

// State queues a callback that a user's online status has changed.
func (b *Callbacks) State(user, action, reason string) {
	b.enqueue(user, event{StateChange, "", "Web", map[string]any{
		"CallbackCommand": StateChange, "Info": map[string]string{"Action": action, "To_Account": user, "Reason": reason},
	}})
}
