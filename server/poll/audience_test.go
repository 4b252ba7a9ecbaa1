package poll_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server"
	"webim.js/server/servertest"
)

// A process receives the events of a group late, after members have joined and left.
// Users get the messages of their own membership.
func TestLateEventReachesMembersAtItsTime(t *testing.T) {
	for _, readsStore := range []bool{false, true} { // when it resolves the events
		n := &node{}
		opened := false
		s := servertest.Start(t, func(c *server.Config) {
			if !opened {
				opened, c.Store = true, n.run(c.Store)
			}
		})
		other := s.Join(t)
		alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol")
		const group = "group_open_http_svc/"
		id := alice.OK(t, group+"create_group", servertest.M{
			"Type": "ChatRoom", "Name": "g", "GroupId": "g", "MemberList": []servertest.M{{"Member_Account": "bob"}},
		}).At("GroupId")
		say := func(text string) {
			alice.OK(t, group+"send_group_msg", servertest.M{"GroupId": id, "Random": text[len(text)-1], "MsgBody": servertest.TextBody(text)})
		}
		if !readsStore {
			say("cached")
		}
		bob.Poll(t)
		carol.Quiet(t)
		for _, c := range []*servertest.Client{alice, bob, carol} {
			c.MoveTo(other)
		}
		n.setLag(true)
		say("before")
		carol.OK(t, group+"apply_join_group", servertest.M{"GroupId": id})
		say("with both")
		bob.OK(t, group+"quit_group", servertest.M{"GroupId": id})
		say("after bob")
		bob.MoveTo(s)
		carol.MoveTo(s)
		n.setLag(false)
		assert.Equal(t, []string{"with both", "after bob"}, twoTexts(t, carol))
		if readsStore {
			bob.Quiet(t) // earlier messages are no longer available to him
		} else {
			assert.Equal(t, []string{"before", "with both"}, twoTexts(t, bob))
		}
	}
}

// twoTexts returns the texts of the next two group messages, or of more if a poll has
// more.
func twoTexts(t *testing.T, c *servertest.Client) (list []string) {
	for len(list) < 2 {
		list = append(list, groupTexts(c.Poll(t))...)
	}
	return list
}

// groupTexts returns the texts of a poll's group messages.
func groupTexts(a servertest.Response) (list []string) {
	for i := range a.Len("EventArray") {
		for j := range a.Len("EventArray", i, "GroupMsgArray") {
			if text, ok := a.At("EventArray", i, "GroupMsgArray", j, "MsgBody", 0, "MsgContent", "Text").(string); ok {
				list = append(list, text)
			}
		}
	}
	return list
}
