package servertest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Waiting is a long poll in flight.
type Waiting struct {
	client *Client
	cancel context.CancelFunc
	done   chan result
}

type result struct {
	response Response
	err      error
}

// StartPoll sends a long poll and does not wait for its response. Clock.AwaitTimers
// blocks until it waits in the server.
func (c *Client) StartPoll(t testing.TB) *Waiting {
	ctx, cancel := context.WithCancel(t.Context())
	w := &Waiting{c, cancel, make(chan result, 1)}
	body := c.PollBody()
	go func() {
		response, err := c.Do(ctx, "openim/longpolling", body)
		w.done <- result{response, err}
	}()
	return w
}

// PollBody returns the body of the client's next long poll.
func (c *Client) PollBody() M {
	return M{"Timeout": 60, "Cookie": M{"NotifySeq": c.NotifySeq, "NoticeSeq": c.NoticeSeq, "LongPollingId": c.PollID}}
}

// Response waits for the response, and advances the client's cookie on success.
func (w *Waiting) Response(t testing.TB) Response {
	t.Helper()
	select {
	case r := <-w.done:
		w.cancel()
		require.NoError(t, r.err)
		w.client.Acknowledge(r.response)
		return r.response
	case <-time.After(waitLimit):
		require.FailNow(t, "no response to the poll", "client %s", w.client.Name)
		return Response{}
	}
}

// Abandon closes the connection, as a closed client does.
func (w *Waiting) Abandon() {
	w.cancel()
	<-w.done
}

// Poll sends a long poll that must return events at once.
func (c *Client) Poll(t testing.TB) Response {
	t.Helper()
	a := c.StartPoll(t).Response(t)
	require.Equal(t, "OK", a.ActionStatus, a.Raw)
	require.NotZero(t, a.Len("EventArray"), a.Raw)
	return a
}

// PollRefused sends a long poll that must fail with a code at once.
func (c *Client) PollRefused(t testing.TB, code int) {
	t.Helper()
	a := c.StartPoll(t).Response(t)
	require.Equal(t, code, a.ErrorCode, a.Raw)
}

// Quiet checks that there are no events for the client: its poll waits until the
// timeout.
func (c *Client) Quiet(t testing.TB) {
	t.Helper()
	w := c.StartPoll(t)
	for stop := time.Now().Add(waitLimit); ; {
		select {
		case r := <-w.done:
			require.NoError(t, r.err)
			require.Equal(t, codeNothingNew, r.response.ErrorCode, r.response.Raw)
			return
		case <-c.server.Clock.Waiting():
			c.server.Clock.Advance(time.Minute)
		case <-time.After(time.Until(stop)):
			require.FailNow(t, "the poll did not end")
		}
	}
}

// codeNothingNew is the code of a poll that timed out.
const codeNothingNew = 60008

// listNames are the names of the arrays in events.
var listNames = []string{"GroupMsgArray", "GroupTips", "FriendListMod", "ProfileDataMod", "C2cMsgArray", "C2cNotifyMsgArray"}

// Acknowledge advances the cookie as the SDK does: events 9 and 10 set it to their
// first item's NoticeSeq, the others raise it.
func (c *Client) Acknowledge(a Response) {
	for i := range a.Len("EventArray") {
		event, _ := a.At("EventArray", i, "Event").(float64)
		if event == 1 {
			c.NotifySeq = int64(a.At("EventArray", i, "NotifySeq").(float64))
		}
		for _, list := range listNames {
			for j := range a.Len("EventArray", i, list) {
				n, _ := a.At("EventArray", i, list, j, "NoticeSeq").(float64)
				if event >= 9 {
					if j == 0 {
						c.NoticeSeq = int64(n)
					}
				} else {
					c.NoticeSeq = max(c.NoticeSeq, int64(n))
				}
			}
		}
	}
}
