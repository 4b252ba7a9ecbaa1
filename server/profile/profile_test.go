package profile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/profile"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

type M = servertest.M

// setBody returns the body of a portrait_set with tag, value, tag, value…
func setBody(pairs ...any) M {
	items := []M{}
	for i := 0; i < len(pairs); i += 2 {
		items = append(items, M{"Tag": pairs[i], "Value": pairs[i+1]})
	}
	return M{"ProfileItem": items}
}

// getBody returns the body of a portrait_get.
func getBody(account string, tags ...string) M {
	return M{"To_Account": []string{account}, "TagList": append([]string{}, tags...), "LastStandardSequence": 0}
}

// fetchValues requests the tags of one user.
func fetchValues(t *testing.T, c *servertest.Client, account string, tags ...string) map[string]any {
	t.Helper()
	a := c.OK(t, "profile/portrait_get", getBody(account, tags...))
	require.Equal(t, 1, a.Len("UserProfileItem"), a.Raw)
	got := map[string]any{}
	for i := range a.Len("UserProfileItem", 0, "ProfileItem") {
		got[a.At("UserProfileItem", 0, "ProfileItem", i, "Tag").(string)] = a.At("UserProfileItem", 0, "ProfileItem", i, "Value")
	}
	return got
}

func TestGetOfNewUserSucceeds(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	requested := M{
		"From_Account": "alice", "To_Account": []string{"alice"}, "LastStandardSequence": 0,
		"TagList": []string{"Tag_Profile_IM_Nick", "Tag_Profile_IM_Image"},
	}
	got := s.SignIn(t, "alice").OK(t, "profile/portrait_get", requested)
	assert.Equal(t, []any{M{"To_Account": "alice", "ResultCode": 0.0, "ResultInfo": "", "ProfileItem": []any{
		M{"Tag": "Tag_Profile_IM_Nick", "Value": "林小夏"}}}}, got.At("UserProfileItem"))

	requested["From_Account"], requested["To_Account"] = "zoe", []string{"zoe"}
	got = s.SignIn(t, "zoe").OK(t, "profile/portrait_get", requested)
	assert.Nil(t, got.At("Fail_Account"), "a new user must be able to sign in")
	assert.Nil(t, got.At("Invalid_Account"))
	assert.Equal(t, 1, got.Len("UserProfileItem"))
}

func TestSetStoresAllTags(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	for _, client := range []*servertest.Client{s.SignIn(t, "zoe"), s.Client13("yan")} {
		tags := []string{
			"Tag_Profile_IM_Nick", "Tag_Profile_IM_Image", "Tag_Profile_IM_AllowType", "Tag_Profile_IM_Gender",
			"Tag_Profile_IM_SelfSignature", "Tag_Profile_IM_Location", "Tag_Profile_IM_BirthDay",
			"Tag_Profile_IM_Language", "Tag_Profile_IM_Level", "Tag_Profile_IM_Role", "Tag_Profile_IM_MsgSettings",
			"Tag_Profile_IM_AdminForbidType", "Tag_Profile_Custom_Team",
		}
		assert.Equal(t, map[string]any{
			"Tag_Profile_IM_AllowType":       "AllowType_Type_AllowAny",
			"Tag_Profile_IM_Gender":          "Gender_Type_Unknown",
			"Tag_Profile_IM_AdminForbidType": "AdminForbid_Type_None",
		}, fetchValues(t, client, client.Name, tags...), "defaults must be returned, other tags without value omitted")

		client.OK(t, "profile/portrait_set", setBody(
			"Tag_Profile_IM_Nick", `小<b>"&`, "Tag_Profile_IM_Image", "http://p/1.png",
			"Tag_Profile_IM_AllowType", "AllowType_Type_DenyAny", "Tag_Profile_IM_Gender", "Gender_Type_Female",
			"Tag_Profile_IM_SelfSignature", "", "Tag_Profile_IM_Location", 518000, "Tag_Profile_IM_BirthDay", 20000229,
			"Tag_Profile_IM_Language", "1", "Tag_Profile_IM_Level", 0, "Tag_Profile_IM_Role", 4294967295,
			"Tag_Profile_IM_MsgSettings", 1.0, "Tag_Profile_Custom_Team", "blue",
		))
		want := map[string]any{
			"Tag_Profile_IM_Nick": `小<b>"&`, "Tag_Profile_IM_Image": "http://p/1.png",
			"Tag_Profile_IM_AllowType": "AllowType_Type_DenyAny", "Tag_Profile_IM_Gender": "Gender_Type_Female",
			"Tag_Profile_IM_SelfSignature": "", "Tag_Profile_IM_Location": "518000", "Tag_Profile_IM_BirthDay": 20000229.0,
			"Tag_Profile_IM_Language": 1.0, "Tag_Profile_IM_Level": 0.0, "Tag_Profile_IM_Role": 4294967295.0,
			"Tag_Profile_IM_MsgSettings": 1.0, "Tag_Profile_Custom_Team": "blue",
			"Tag_Profile_IM_AdminForbidType": "AdminForbid_Type_None",
		}
		assert.Equal(t, want, fetchValues(t, client, client.Name, tags...))
		assert.Equal(t, want, fetchValues(t, s.Client13("alice"), client.Name, tags...), "others must see the changes")
	}
	s.Restart(t)
	assert.Equal(t, "blue", fetchValues(t, s.Client13("alice"), "yan", "Tag_Profile_Custom_Team")["Tag_Profile_Custom_Team"])
}

func TestSetStoresAllOrNothing(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	zoe := s.SignIn(t, "zoe")
	many := []any{}
	for i := range 21 {
		many = append(many, fmt.Sprintf("Tag_Profile_Custom_%d", i), "x")
	}
	for name, c := range map[string]struct {
		code int
		body any
	}{
		"no items":                {60005, M{}},
		"items null":              {60005, `{"ProfileItem":null}`},
		"empty":                   {40605, M{"ProfileItem": []M{}}},
		"a string":                {40605, M{"ProfileItem": "Tag"}},
		"list of numbers":         {40605, M{"ProfileItem": []int{1}}},
		"numeric tag":             {40605, `{"ProfileItem":[{"Tag":7,"Value":"x"}]}`},
		"too many":                {40605, M{"ProfileItem": make([]M, 101)}},
		"no tag":                  {40603, `{"ProfileItem":[{"Value":"x"}]}`},
		"unknown":                 {40603, setBody("Tag_Profile_IM_Shoe", "x")},
		"relation tag":            {40603, setBody("Tag_SNS_IM_Remark", "x")},
		"admin-only tag":          {40603, setBody("Tag_Profile_IM_AdminForbidType", "AdminForbid_Type_None")},
		"custom tag without name": {40607, setBody("Tag_Profile_Custom_", "x")},
		"custom tag with a space": {40607, setBody("Tag_Profile_Custom_a b", "x")},
		"custom tag too long":     {40607, setBody("Tag_Profile_Custom_"+strings.Repeat("n", 33), "x")},
		"too many custom tags":    {40607, setBody(many...)},
		"custom value too long":   {40608, setBody("Tag_Profile_Custom_a", strings.Repeat("x", 501))},
		"long nick":               {40604, setBody("Tag_Profile_IM_Nick", strings.Repeat("名", 167))},
		"long place":              {40604, setBody("Tag_Profile_IM_Location", strings.Repeat("x", 17))},
		"no value":                {40605, `{"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick"}]}`},
		"null":                    {40605, setBody("Tag_Profile_IM_Nick", nil)},
		"nick is an object":       {40605, setBody("Tag_Profile_IM_Nick", M{})},
		"nick is a list":          {40605, setBody("Tag_Profile_IM_Nick", []string{"x"})},
		"nick is a boolean":       {40605, setBody("Tag_Profile_IM_Nick", true)},
		"gender":                  {40605, setBody("Tag_Profile_IM_Gender", "Male")},
		"allow type":              {40605, setBody("Tag_Profile_IM_AllowType", "")},
		"birthday text":           {40605, setBody("Tag_Profile_IM_BirthDay", "may")},
		"negative":                {40605, setBody("Tag_Profile_IM_Level", -1)},
		"more than 32 bits":       {40605, setBody("Tag_Profile_IM_Level", 4294967296)},
		"last item invalid":       {40604, setBody("Tag_Profile_IM_Nick", "good", "Tag_Profile_IM_Image", strings.Repeat("x", 501))},
		"another user's":          {40004, M{"From_Account": "alice", "ProfileItem": []M{{"Tag": "Tag_Profile_IM_Nick", "Value": "x"}}}},
		"not JSON":                {60003, `{"ProfileItem":`},
		"not an object":           {60003, `[]`},
	} {
		t.Run(name, func(t *testing.T) { zoe.Refused(t, c.code, "profile/portrait_set", c.body) })
	}
	got := zoe.OK(t, "profile/portrait_get", getBody("zoe", "Tag_Profile_IM_Nick", "Tag_Profile_IM_Image", "Tag_Profile_Custom_0"))
	assert.Zero(t, got.Len("UserProfileItem", 0, "ProfileItem"), got.Raw)
	assert.EqualValues(t, 0, got.At("CurrentStandardSequence"))
	assert.Equal(t, "林小夏", fetchValues(t, zoe, "alice", "Tag_Profile_IM_Nick")["Tag_Profile_IM_Nick"])
	zoe.Quiet(t)

	zoe.OK(t, "profile/portrait_set", setBody(many[:40]...))
	zoe.Refused(t, 40607, "profile/portrait_set", setBody(many[40:]...))
	zoe.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Nick", strings.Repeat("x", 500), "Tag_Profile_Custom_0", "changed"))
}

func TestInvalidGetIsRefused(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	nick := []string{"Tag_Profile_IM_Nick"}
	for name, c := range map[string]struct {
		code int
		body any
	}{
		"no accounts":             {60005, M{"TagList": nick}},
		"null":                    {60005, M{"To_Account": nil, "TagList": nick}},
		"empty":                   {40001, M{"To_Account": []string{}, "TagList": nick}},
		"too many":                {40001, M{"To_Account": make([]string, 101), "TagList": nick}},
		"an object":               {40001, M{"To_Account": M{}, "TagList": nick}},
		"empty account":           {40811, M{"To_Account": []string{"bob", ""}, "TagList": nick}},
		"no tags":                 {40807, M{"To_Account": "bob"}},
		"tags are a number":       {40001, M{"To_Account": "bob", "TagList": 5}},
		"too many tags":           {40001, M{"To_Account": "bob", "TagList": make([]string, 101)}},
		"unknown tag":             {40801, getBody("bob", "Tag_Profile_IM_Shoe")},
		"tag of a relation":       {40801, getBody("bob", "Tag_SNS_IM_Remark")},
		"bad custom tag":          {40804, getBody("bob", "Tag_Profile_Custom_!")},
		"long custom tag":         {40806, getBody("bob", "Tag_Profile_Custom_"+strings.Repeat("n", 33))},
		"bad sequence":            {40001, M{"To_Account": "bob", "TagList": nick, "LastStandardSequence": "new"}},
		"caller not From_Account": {40004, M{"From_Account": "bob", "To_Account": "bob", "TagList": nick}},
	} {
		t.Run(name, func(t *testing.T) { alice.Refused(t, c.code, "profile/portrait_get", c.body) })
	}
}

func TestGetReturnsEachUserOnce(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	got := s.Client13("alice").OK(t, "profile/portrait_get", M{
		"To_Account": []any{"bob", "nobody", "bob", 17, "alice"}, "TagList": []string{"Tag_Profile_IM_Nick"},
	})
	nick := func(v string) []any { return []any{M{"Tag": "Tag_Profile_IM_Nick", "Value": v}} }
	none := func(account string) M {
		return M{"To_Account": account, "ResultCode": 40003.0, "ResultInfo": "no such user"}
	}
	assert.Equal(t, []any{
		M{"To_Account": "bob", "ResultCode": 0.0, "ResultInfo": "", "ProfileItem": nick("陈默")},
		none("nobody"),
		none("17"),
		M{"To_Account": "alice", "ResultCode": 0.0, "ResultInfo": "", "ProfileItem": nick("林小夏")},
	}, got.At("UserProfileItem"), "each account must have one entry")
	assert.Equal(t, []any{"nobody", "17"}, got.At("Invalid_Account"))
	assert.Nil(t, got.At("Fail_Account"))
}

func TestGetReturnsNewerVersionOnly(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	ask := func(last int) servertest.Response {
		body := getBody("alice", "Tag_Profile_IM_Nick")
		body["LastStandardSequence"] = last
		return alice.OK(t, "profile/portrait_get", body)
	}
	assert.EqualValues(t, 0, ask(0).At("CurrentStandardSequence"))
	for i := range 3 {
		alice.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Nick", fmt.Sprint(i)))
		alice.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Nick", fmt.Sprint(i))) // not a change
		assert.EqualValues(t, i+1, ask(0).At("CurrentStandardSequence"))
	}
	assert.Equal(t, 1, ask(2).Len("UserProfileItem", 0, "ProfileItem"))
	current := ask(3)
	assert.Equal(t, 1, current.Len("UserProfileItem"), current.Raw)
	assert.Nil(t, current.At("UserProfileItem", 0, "ProfileItem"), "a known version must return nothing")
	assert.EqualValues(t, 0, current.At("UserProfileItem", 0, "ResultCode"))
	assert.Equal(t, 1, ask(0).Len("UserProfileItem", 0, "ProfileItem"), "version 0 must return all values")
	s.Restart(t)
	assert.EqualValues(t, 3, ask(0).At("CurrentStandardSequence"))
}

func TestProfileChangeNotifiesFriends(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, elsewhere, bob := s.SignIn(t, "alice"), s.SignIn(t, "alice"), s.SignIn(t, "bob")
	carol, old := s.SignIn(t, "carol"), s.Client13("bob")
	bob.OK(t, "sns/friend_add", M{"AddFriendItem": []M{{"To_Account": "alice", "AddSource": "AddSource_Type_Unknow"}}})
	alice.OK(t, "sns/friend_delete", M{"To_Account": "bob", "DeleteType": "Delete_Type_Single"})
	for _, c := range []*servertest.Client{alice, elsewhere, bob} {
		c.Poll(t) // discard the friendship notices
	}
	s.Clock.Advance(time.Minute)

	alice.OK(t, "profile/portrait_set", setBody(
		"Tag_Profile_IM_Nick", "first", "Tag_Profile_IM_Image", "http://p/1", "Tag_Profile_IM_Level", 7, "Tag_Profile_IM_Nick", "last"))
	want := []any{
		M{"Tag": "Tag_Profile_IM_Nick", "ValueBytes": "last"},
		M{"Tag": "Tag_Profile_IM_Image", "ValueBytes": "http://p/1"},
		M{"Tag": "Tag_Profile_IM_Level", "ValueBytes": "7"},
	}
	for _, c := range []*servertest.Client{alice, elsewhere, bob} {
		got := c.Poll(t)
		require.EqualValues(t, 8, got.At("EventArray", 0, "Event"), got.Raw)
		entry := got.At("EventArray", 0, "ProfileDataMod", 0).(map[string]any)
		assert.EqualValues(t, 1, entry["PushType"])
		assert.Equal(t, "alice", entry["Profile_Account"])
		assert.Equal(t, want, entry["ProfileList"])
	}
	carol.Quiet(t)
	old.Quiet(t)

	alice.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Nick", "last", "Tag_Profile_IM_Level", 8))
	got := bob.Poll(t)
	assert.Equal(t, 1, got.Len("EventArray", 0, "ProfileDataMod", 0, "ProfileList"), "the notice must contain the change: %s", got.Raw)
}

func TestMessagesContainSenderCard(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, old := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.Client13("bob")
	alice.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Nick", "Ali", "Tag_Profile_IM_Image", "http://p/a"))
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	got := bob.Poll(t)
	assert.Equal(t, "Ali", got.At("EventArray", 0, "C2cMsgArray", 0, "From_AccountNick"))
	assert.Equal(t, "http://p/a", got.At("EventArray", 0, "C2cMsgArray", 0, "From_AccountHeadurl"))
	got = old.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	assert.Equal(t, "Ali", got.At("MsgList", 0, "From_AccountNick"))
	assert.Equal(t, "http://p/a", got.At("MsgList", 0, "From_AccountHeadurl"))
}

func FuzzBodies(f *testing.F) {
	f.Add(true, `{"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"x"},{"Tag":"Tag_Profile_IM_Level","Value":"7"}]}`)
	f.Add(true, `{"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":{"a":[1e400]}}]}`)
	f.Add(true, `{"ProfileItem":[null,{"Tag":"Tag_Profile_Custom_","Value":-0.0}]}`)
	f.Add(true, `{"From_Account":"bob","ProfileItem":[{"Tag":"Tag_Profile_IM_BirthDay","Value":1e9}]}`)
	f.Add(false, `{"To_Account":["bob",7],"TagList":["Tag_Profile_IM_Nick","Tag_Profile_Custom_\u0000"],"LastStandardSequence":-1}`)
	f.Add(false, `{"To_Account":"bob","TagList":[]}`)
	s := servertest.Start(f)
	alice := s.Client13("alice")
	alice.OK(f, "profile/portrait_get", getBody("alice"))
	f.Fuzz(func(t *testing.T, write bool, body string) {
		command := "profile/portrait_get"
		if write {
			command = "profile/portrait_set"
		}
		before := storedProfiles(t, s)
		a := alice.Call(t, command, body) // fails the test unless the status is 200
		assert.NotEqual(t, 40006, a.ErrorCode, "an invalid body must not cause an internal error: %s", a.Raw)
		after := storedProfiles(t, s)
		if a.ActionStatus != "OK" || !write {
			assert.Equal(t, before, after, "an error must change nothing")
		}
		assert.Equal(t, before["bob"], after["bob"], "other profiles must not change")
	})
}

// storedProfiles returns all stored data of the demo's users.
func storedProfiles(t *testing.T, s *servertest.Server) map[string]any {
	t.Helper()
	all := map[string]any{}
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		for _, user := range []string{"alice", "bob"} {
			all[user] = []any{profile.Load(r, user), profile.LoadChanges(r, user)}
		}
		return nil
	}))
	return all
}
