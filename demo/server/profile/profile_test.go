package profile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/demo/server/servertest"
)

type M = servertest.M

func TestWhatSigningInAsksFor(t *testing.T) {
	s := servertest.Start(t)
	asked := M{
		"From_Account": "alice", "To_Account": []string{"alice"}, "LastStandardSequence": 0,
		"TagList": []string{"Tag_Profile_IM_Nick", "Tag_Profile_IM_Image"},
	}
	got := s.SignIn(t, "alice").OK(t, "profile/portrait_get", asked)
	assert.Equal(t, []any{M{"To_Account": "alice", "ResultCode": 0.0, "ResultInfo": "", "ProfileItem": []any{
		M{"Tag": "Tag_Profile_IM_Nick", "Value": "林小夏"}}}}, got.At("UserProfileItem"))

	asked["From_Account"], asked["To_Account"] = "zoe", []string{"zoe"}
	got = s.SignIn(t, "zoe").OK(t, "profile/portrait_get", asked)
	assert.Nil(t, got.At("Fail_Account"), "somebody new must be able to sign in")
	assert.Nil(t, got.At("Invalid_Account"))
	assert.Equal(t, 1, got.Len("UserProfileItem"))
}

func TestPortraitGetRefuses(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	got := alice.OK(t, "profile/portrait_get", M{"To_Account": []string{"bob", "nobody"}, "TagList": []string{}})
	assert.Equal(t, []any{"nobody"}, got.At("Invalid_Account"))
	assert.EqualValues(t, 40003, got.At("UserProfileItem", 1, "ResultCode"))
	for _, body := range []any{M{}, M{"To_Account": make([]string, 101)}, M{"To_Account": []int{}}, M{"To_Account": "bob", "TagList": 5}} {
		alice.Refused(t, 40605, "profile/portrait_get", body)
	}
	alice.Refused(t, 40004, "profile/portrait_get", M{"From_Account": "bob", "To_Account": []string{"bob"}})
}
