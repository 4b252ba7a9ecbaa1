package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// retryPause is the pause between retries while the server is unreachable.
const retryPause = 50 * time.Millisecond

// run is a running test.
type run struct {
	*settings
	plan    *plan
	people  []person
	targets []string
	own     *site  // nil: with -url
	fault   *fault // nil: none
	out     io.Writer

	acks         []ack // by message
	inboxes      []inbox
	polls        *pool
	sends        *pool
	received     atomic.Int64
	refusals     atomic.Int64 // polls that were refused
	failures     atomic.Int64 // messages that were temporarily refused
	acknowledged []atomic.Int64
	stopping     atomic.Bool
	receivers    sync.WaitGroup
}

// ack is the state of a message being sent.
type ack struct {
	due, sent, done time.Time // sent or done is zero if it was not sent or not acknowledged
	seq             int64     // group seq, for group messages
}

// inbox holds the messages that a user has received, in order of arrival.
type inbox struct{ receipts []receipt }

type receipt struct {
	message int
	at      time.Time
}

func (r *run) prepare() {
	r.acks = make([]ack, len(r.plan.messages))
	r.inboxes = make([]inbox, len(r.people))
	r.acknowledged = make([]atomic.Int64, len(r.targets))
	r.polls, r.sends = newPool(r.targets), newPool(r.targets)
}

// startPolls starts the polls, which also receive the notices of the created
// groups.
func (r *run) startPolls(ctx context.Context) error {
	for n := range r.people {
		r.receivers.Go(func() { r.receive(n) })
	}
	return sleep(ctx, r.warmUp)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// marker precedes the number in the text of a message.
const marker = `"Text":"loadtest `

// receive polls for a user until the run stops.
func (r *run) receive(n int) {
	in := &r.inboxes[n]
	path := "/v4/openim/longpolling?" + r.people[n].query
	var notice int64 // cookie of the poll: the last stamp received
	var body []byte
	for !r.stopping.Load() {
		body = append(body[:0], `{"Timeout":60,"Cookie":{"NotifySeq":0,"NoticeSeq":`...)
		body = strconv.AppendInt(body, notice, 10)
		body = append(body, `,"LongPollingId":"`...)
		body = append(body, r.people[n].pollID...)
		body = append(body, `"}}`...)
		response, _, done, err := r.polls.post(path, body)
		if err != nil {
			done()
			if !r.stopping.Load() {
				time.Sleep(pauseBeforeRetry()) // the server is unreachable
			}
			continue
		}
		now := time.Now()
		switch errorCode(response) {
		case 0:
			notice, _ = after(response, `"NoticeSeq":`) // the same for all items of a response
			in.record(response, now, &r.received)
		case pollTimeout:
		default:
			r.refusals.Add(1)
			time.Sleep(retryPause)
		}
		done()
	}
}

// pollTimeout is the error code of a poll without events.
const pollTimeout = 60008

// record records the messages of a response.
func (in *inbox) record(response []byte, now time.Time, received *atomic.Int64) {
	for {
		i := bytes.Index(response, []byte(marker))
		if i < 0 {
			return
		}
		response = response[i+len(marker):]
		n, length := digits(response)
		response = response[length:]
		in.receipts = append(in.receipts, receipt{int(n), now})
		received.Add(1)
	}
}

// send sends all messages when they are due, or as fast as possible, and injects
// the fault meanwhile.
func (r *run) send(ctx context.Context) error {
	start := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var senders sync.WaitGroup
	for n := range r.senders {
		senders.Go(func() {
			if err := r.sendAll(ctx, n, start); err != nil {
				cancel(err)
			}
		})
	}
	if r.fault != nil && r.fault.inject != nil {
		err := sleep(ctx, r.duration()/4)
		if err == nil {
			err = r.fault.inject(ctx, r)
		}
		if err != nil {
			cancel(fmt.Errorf("%s: %w", r.fault.name, err))
		}
	}
	senders.Wait()
	r.sends.close()
	return context.Cause(ctx)
}

func (s *settings) duration() time.Duration { return time.Duration(s.seconds) * time.Second }

// sendAll sends the messages of one user, one at a time.
func (r *run) sendAll(ctx context.Context, sender int, start time.Time) error {
	for k := sender; k < len(r.plan.messages); k += r.senders {
		due := start.Add(time.Duration(k) * r.plan.interval)
		if r.saturate {
			if due = time.Now(); due.Sub(start) > r.duration() {
				return nil
			}
		}
		if err := sleep(ctx, time.Until(due)); err != nil {
			return nil // the cause is reported elsewhere
		}
		r.acks[k].due, r.acks[k].sent = due, time.Now()
		if err := r.sendOne(ctx, k); err != nil || r.acks[k].done.IsZero() {
			return err
		}
		if r.fault != nil && r.fault.repeat && k%5 == 0 {
			if err := r.sendOne(ctx, k); err != nil { // retries reuse the message, on another node
				return err
			}
		}
	}
	return nil
}

// sendOne sends a message until it is acknowledged, as pages do.
func (r *run) sendOne(ctx context.Context, k int) error {
	path, body := r.request(k)
	a := &r.acks[k]
	for {
		seq, code, node, err := r.post(path, body)
		switch {
		case err == nil && code == 0:
			r.acknowledged[node].Add(1)
			if a.done.IsZero() {
				a.seq, a.done = seq, time.Now()
			} else if seq != a.seq {
				return fmt.Errorf("message %d: seq %d, and %d when repeated", k, a.seq, seq)
			}
			return nil
		case r.fault == nil && err != nil:
			return fmt.Errorf("no response to a message: %w", err)
		case err == nil && (r.fault == nil || code != codeFailed && code != codeFailedGroup):
			return fmt.Errorf("message refused: %d", code)
		case err == nil:
			r.failures.Add(1)
		}
		if sleep(ctx, retryPause) != nil {
			return nil
		}
	}
}

// Error codes of transient failures.
const (
	codeFailed      = 20005
	codeFailedGroup = 10002
)

func (r *run) post(path string, body []byte) (seq, code int64, node int, err error) {
	response, node, done, err := r.sends.post(path, body)
	defer done()
	if err != nil {
		return 0, 0, node, err
	}
	seq, _ = after(response, `"MsgSeq":`)
	return seq, errorCode(response), node, nil
}

// request returns the call that sends a message.
func (r *run) request(k int) (path string, body []byte) {
	m := r.plan.messages[k]
	command, to := "openim/sendmsg", fmt.Sprintf(`"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d`, userName(m.to), k, k)
	if m.group {
		command, to = "group_open_http_svc/send_group_msg", fmt.Sprintf(`"GroupId":%q,"Random":%d`, groupName(m.to), k)
	}
	text := fmt.Sprintf(`loadtest %d, a message of usual length: 今天下午三点开会`, k)
	return "/v4/" + command + "?" + r.people[m.from].query,
		fmt.Appendf(nil, `{"From_Account":%q,%s,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`, userName(m.from), to, text)
}

// awaitReceipts waits until all messages have arrived, or none has arrived for some time.
// Late messages are not lost.
func (r *run) awaitReceipts(ctx context.Context) error {
	expected := int64(0)
	for k, a := range r.acks {
		if !a.done.IsZero() {
			expected += int64(r.receiversOf(k))
		}
	}
	began := time.Now()
	received, last := r.received.Load(), began
	for received < expected && time.Since(last) < r.receiptTimeout {
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("%d of %d received: %w", received, expected, err)
		}
		if n := r.received.Load(); n > received {
			received, last = n, time.Now()
		}
	}
	if received < expected {
		r.logf("no message received for %v: the missing ones are lost", r.receiptTimeout)
	} else {
		r.logf("all messages received %v after the last was sent", last.Sub(began).Round(time.Millisecond))
	}
	// Duplicates may arrive a little later.
	return sleep(ctx, 500*time.Millisecond)
}

func (r *run) receiversOf(k int) int {
	if r.plan.messages[k].group {
		return r.groupSize
	}
	return 1
}

// stop ends the polls.
func (r *run) stop() {
	r.stopping.Store(true)
	if r.own != nil {
		r.own.stop() // the server responds to all polls
	}
	r.polls.interrupt()
	r.receivers.Wait()
	r.polls.close()
}
