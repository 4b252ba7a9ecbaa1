package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// retryPause is between two tries while the server is away.
const retryPause = 50 * time.Millisecond

// run is a test on its way.
type run struct {
	*settings
	plan   *plan
	people []person
	target string
	own    *process

	acks      []ack // by message
	inboxes   []inbox
	received  atomic.Int64
	refusals  atomic.Int64 // polls that the server refused
	stopping  atomic.Bool
	receivers sync.WaitGroup
}

// ack is what became of a message on its way out.
type ack struct {
	due, sent, done time.Time // done is zero if it never was acknowledged
	seq             int64     // the group's, of group messages
}

// inbox is what one user has received, in the order it came.
type inbox struct {
	receipts []receipt
	conn     conn
}

type receipt struct {
	message int
	at      time.Time
}

// everybodyWaits begins the polls. They also take what the groups' making has
// left for them.
func (r *run) everybodyWaits(ctx context.Context) error {
	r.acks = make([]ack, len(r.plan.messages))
	r.inboxes = make([]inbox, len(r.people))
	for n := range r.people {
		r.inboxes[n].conn.target = r.target
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

// marker begins the text of our messages; the message's number follows.
const marker = `"Text":"loadtest `

// receive polls for one user until the run stops.
func (r *run) receive(n int) {
	in := &r.inboxes[n]
	path := "/v4/openim/longpolling?" + r.people[n].query
	var notice int64 // the cookie: everything up to it has arrived
	var body []byte
	for !r.stopping.Load() {
		body = append(body[:0], `{"Timeout":60,"Cookie":{"NotifySeq":0,"NoticeSeq":`...)
		body = strconv.AppendInt(body, notice, 10)
		body = append(body, `,"LongPollingId":"`...)
		body = append(body, r.people[n].pollID...)
		body = append(body, `"}}`...)
		answer, err := in.conn.post(path, body)
		if err != nil {
			time.Sleep(retryPause + rand.N(retryPause)) // the server is away: all come back at once
			continue
		}
		now := time.Now()
		switch errorCode(answer) {
		case 0:
			notice, _ = after(answer, `"NoticeSeq":`) // all items of an answer have the same
			in.take(answer, now, &r.received)
		case pollTimeout:
		default:
			r.refusals.Add(1)
			time.Sleep(retryPause)
		}
	}
}

// pollTimeout is a poll's answer when there is nothing new.
const pollTimeout = 60008

// take notes the messages of an answer.
func (in *inbox) take(answer []byte, now time.Time, received *atomic.Int64) {
	for {
		i := bytes.Index(answer, []byte(marker))
		if i < 0 {
			return
		}
		answer = answer[i+len(marker):]
		n, length := digits(answer)
		answer = answer[length:]
		in.receipts = append(in.receipts, receipt{int(n), now})
		received.Add(1)
	}
}

// send sends all messages when they are due, and kills the server on the way
// if it is to.
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
	if r.kill {
		err := sleep(ctx, time.Duration(r.seconds)*time.Second/2)
		if err == nil {
			err = r.own.restart(ctx)
		}
		if err != nil {
			cancel(err)
		}
	}
	senders.Wait()
	return context.Cause(ctx)
}

// sendAll sends one user's messages, each after the one before has been
// acknowledged.
func (r *run) sendAll(ctx context.Context, sender int, start time.Time) error {
	c := &conn{target: r.target}
	defer c.close()
	for k := sender; k < len(r.plan.messages); k += r.senders {
		due := start.Add(time.Duration(k) * r.plan.interval)
		if err := sleep(ctx, time.Until(due)); err != nil {
			return nil // whoever ended it knows why
		}
		path, body := r.request(k)
		a := &r.acks[k]
		a.due, a.sent = due, time.Now()
		for {
			answer, err := c.post(path, body)
			if err == nil {
				if code := errorCode(answer); code != 0 {
					return fmt.Errorf("a message was refused: %s", answer)
				}
				a.seq, _ = after(answer, `"MsgSeq":`)
				a.done = time.Now()
				break
			}
			if !r.kill {
				return fmt.Errorf("a message was not answered: %w", err)
			}
			// As pages do: the same message again, until it is acknowledged.
			if err := sleep(ctx, retryPause); err != nil {
				return nil
			}
		}
	}
	return nil
}

// request is the call that sends a message.
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

// drain waits until everything has arrived, or cannot any more.
func (r *run) drain(ctx context.Context) {
	expected := int64(0)
	for k, a := range r.acks {
		if !a.done.IsZero() {
			expected += int64(r.receiversOf(k))
		}
	}
	for deadline := time.Now().Add(r.patience); r.received.Load() < expected && time.Now().Before(deadline); {
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return
		}
	}
	// What comes twice comes a little later.
	_ = sleep(ctx, 500*time.Millisecond)
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
		r.own.stop() // answers them all
	}
	for n := range r.inboxes {
		r.inboxes[n].conn.interrupt()
	}
	r.receivers.Wait()
}
