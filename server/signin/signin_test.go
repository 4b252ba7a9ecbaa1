package signin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server/servertest"
)

type M = servertest.M

func TestLoginRequiresUserSig(t *testing.T) {
	s := servertest.Start(t)
	client := s.Client17("alice")
	client.OK(t, "openim/login", M{"State": "Online"})
	client.Without("usersig").Refused(t, 70003, "openim/login", M{"State": "Online"})
	signedIn := s.SignIn(t, "alice")
	signedIn.Refused(t, 70003, "openim/login", M{"State": "Online"})
}

// The requests of the SDK from signing in to its first poll.
func TestSignInSequenceSucceeds(t *testing.T) {
	s := servertest.Start(t)
	client := s.Client17("zoe")
	assert.EqualValues(t, 0, client.OK(t, "webim/accesslayer", M{}).At("WebImAccessLayer"))
	client.Login(t)
	client.OK(t, "profile/portrait_get", M{"From_Account": "zoe", "To_Account": []string{"zoe"}, "TagList": []string{"Tag_Profile_IM_Nick"}})
	groups := client.OK(t, "group_open_http_svc/get_joined_group_list", M{"Member_Account": "zoe", "Limit": 1000, "Offset": 0})
	assert.Zero(t, groups.Len("GroupIdList"))
	client.OK(t, "openim/authkey", M{})
	client.Quiet(t)
	client.OK(t, "imopenstat/web_report", M{"EvtItems": []M{}})
	s.Anonymous().OK(t, "imopenstat/web_report", M{"EvtItems": []M{}})
}

func TestSignOutOf13ContinuesPolls(t *testing.T) {
	s := servertest.Start(t)
	client, other := s.Client13("bob"), s.SignIn(t, "bob")
	waiting := client.StartPoll(t)
	s.Clock.AwaitTimers(1)
	client.OK(t, "openim/logout", M{})
	assert.Equal(t, 60008, waiting.Response(t).ErrorCode)
	client.Quiet(t) // 1.3 continues to poll, as the original does
	other.OK(t, "openim/getmsg", M{"Cookie": ""})
}
