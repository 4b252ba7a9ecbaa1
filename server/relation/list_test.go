package relation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/relation"
	"webim.js/server/servertest"
)

const (
	nick   = "Tag_Profile_IM_Nick"
	image  = "Tag_Profile_IM_Image"
	remark = "Tag_SNS_IM_Remark"
)

// pullFriends sends a friend_get_all.
func pullFriends(t *testing.T, c *servertest.Client, since, start, count, last any, tags ...string) servertest.Response {
	t.Helper()
	return c.OK(t, "sns/friend_get_all", M{
		"From_Account": c.Name, "TimeStamp": since, "StartIndex": start, "GetCount": count,
		"LastStandardSequence": last, "TagList": append([]string{}, tags...),
	})
}

// fields returns the fields of each friend in a response.
func fields(a servertest.Response) map[string]M {
	got := map[string]M{}
	for i := range a.Len("InfoItem") {
		values := M{}
		for j := range a.Len("InfoItem", i, "SnsProfileItem") {
			values[a.At("InfoItem", i, "SnsProfileItem", j, "Tag").(string)] = a.At("InfoItem", i, "SnsProfileItem", j, "Value")
		}
		got[a.At("InfoItem", i, "Info_Account").(string)] = values
	}
	return got
}

func setNick(t *testing.T, c *servertest.Client, value string) {
	t.Helper()
	c.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": nick, "Value": value}}})
}

func TestFullPullReturnsAllTags(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	for _, client := range []*servertest.Client{s.SignIn(t, "alice"), s.Client13("yan")} {
		a := pullFriends(t, client, 0, 0, 20, 0, nick)
		assert.Equal(t, []any{"GetAll_Type_YES", []any{}, 0.0, 0.0, 0.0, float64(servertest.Epoch)}, []any{
			a.At("NeedUpdateAll"), a.At("InfoItem"), a.At("StartIndex"), a.At("FriendNum"), a.At("CurrentStandardSequence"), a.At("TimeStampNow")})

		client.OK(t, "sns/friend_add", M{"AddFriendItem": []M{
			{"To_Account": "bob", "AddSource": source, "Remark": "Bobby"},
			{"To_Account": "carol", "AddSource": source},
		}})
		a = pullFriends(t, client, 0, 0, 20, 2, remark, nick, image, "Tag_Profile_IM_AllowType", "Tag_Profile_Custom_None")
		assert.Equal(t, []any{
			M{"Info_Account": "bob", "SnsProfileItem": []any{
				M{"Tag": remark, "Value": "Bobby"}, M{"Tag": nick, "Value": "陈默"},
				M{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_AllowAny"}}},
			M{"Info_Account": "carol", "SnsProfileItem": []any{
				M{"Tag": nick, "Value": "苏晴"}, M{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_AllowAny"}}},
		}, a.At("InfoItem"), "relation and profile tags must be in one list, without tags that have no value")
		assert.EqualValues(t, 2, a.At("FriendNum"))
		assert.EqualValues(t, 2, a.At("CurrentStandardSequence"), "each change must increment the version")

		a = pullFriends(t, client, 0, 0, 20, 0)
		assert.Equal(t, []any{M{"Info_Account": "bob", "SnsProfileItem": []any{}}, M{"Info_Account": "carol", "SnsProfileItem": []any{}}}, a.At("InfoItem"))
	}
}

func TestFriendListIsPaged(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	fillList(t, s, "alice", "friends", 10)
	for count, want := range map[any]string{3: "3 3 3 1", 5: "5 5", 10: "10", "4": "4 4 2", 1 << 40: "10"} {
		var sizes, all []any
		start := any(0)
		for {
			a := pullFriends(t, alice, 0, start, count, 0, nick)
			assert.EqualValues(t, 10, a.At("FriendNum"), "FriendNum must count the list, not the page")
			sizes = append(sizes, a.Len("InfoItem"))
			for i := range a.Len("InfoItem") {
				all = append(all, a.At("InfoItem", i, "Info_Account"))
			}
			if start = a.At("StartIndex"); start == 0.0 {
				break
			}
		}
		assert.Equal(t, "["+want+"]", fmt.Sprint(sizes))
		for i, account := range all {
			assert.Equal(t, fmt.Sprintf("filler%04d", i), account)
		}
	}
	a := pullFriends(t, alice, 0, 10, 3, 0)
	assert.Zero(t, a.Len("InfoItem"), "an offset after the end must return nothing")
	assert.EqualValues(t, 0, a.At("StartIndex"))
	assert.Equal(t, 10, alice.OK(t, "sns/friend_get_all", M{"TagList": []string{}}).Len("InfoItem"), "all other fields must have defaults")
}

func TestRelationChangeReturnsWholeList(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	require.Zero(t, resultCode(t, alice, "friend_add", addBody("bob")))
	now := pullFriends(t, alice, 0, 0, 20, 0, remark).At("TimeStampNow")
	s.Clock.Advance(time.Hour)
	setNick(t, s.Client13("bob"), "B")

	a := pullFriends(t, alice, now, 0, 20, 1, remark)
	assert.Equal(t, "GetAll_Type_NO", a.At("NeedUpdateAll"))
	assert.Equal(t, []any{}, a.At("InfoItem"), "a known version must return nothing")
	assert.EqualValues(t, 1, a.At("FriendNum"))
	assert.EqualValues(t, servertest.Epoch+3600, a.At("TimeStampNow"))

	require.Zero(t, resultCode(t, alice, "friend_add", addBody("carol")))
	a = pullFriends(t, alice, now, 0, 1, 1, remark)
	assert.Equal(t, "GetAll_Type_YES", a.At("NeedUpdateAll"), "a change must return the whole list")
	assert.Equal(t, map[string]M{"bob": {}}, fields(a))
	a = pullFriends(t, alice, now, a.At("StartIndex"), 1, 2, remark)
	assert.Equal(t, map[string]M{"carol": {}}, fields(a), "later pages must be returned as well")
}

func TestProfileChangeReturnsChangedOnly(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.Client13("bob"), s.Client13("carol")
	require.Zero(t, resultCode(t, alice, "friend_add", addBody("bob")))
	require.Zero(t, resultCode(t, alice, "friend_add", addBody("carol")))
	setNick(t, bob, "B")
	s.Clock.Advance(time.Minute)
	since := servertest.Epoch + 60
	pullChanges := func() servertest.Response { return pullFriends(t, alice, since, 0, 20, 0, nick, image, remark) }

	a := pullChanges()
	assert.Equal(t, "GetAll_Type_NO", a.At("NeedUpdateAll"))
	assert.Equal(t, []any{}, a.At("InfoItem"), "without changes nothing must be returned")
	assert.EqualValues(t, 2, a.At("FriendNum"))

	s.Clock.Advance(time.Minute)
	carol.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": image, "Value": "http://p/c"}}})
	assert.Equal(t, map[string]M{"carol": {image: "http://p/c"}}, fields(pullChanges()), "only changed friends must be returned")

	require.Zero(t, resultCode(t, alice, "friend_add", M{"AddFriendItem": []M{{"To_Account": "dave", "AddSource": source, "Remark": "D"}}}))
	s.Clock.Advance(time.Minute)
	assert.Equal(t, map[string]M{"carol": {image: "http://p/c"}, "dave": {nick: "周远", remark: "D"}}, fields(pullChanges()), "a new friend must have all fields")
	first := pullFriends(t, alice, since, 0, 1, 3, nick, image)
	assert.Equal(t, map[string]M{"carol": {image: "http://p/c"}}, fields(first), "pages must hold changed friends only")
	assert.Equal(t, map[string]M{"dave": {nick: "周远"}}, fields(pullFriends(t, alice, since, first.At("StartIndex"), 1, 3, nick, image)))

	since += 180
	s.Clock.Advance(time.Minute)
	setNick(t, bob, "in the second of the pull")
	assert.Equal(t, map[string]M{"bob": {nick: "in the second of the pull"}}, fields(pullChanges()))

	require.Zero(t, resultCode(t, alice, "friend_delete", M{"To_Account": "dave", "DeleteType": "Delete_Type_Single"}))
	a = pullChanges()
	assert.Equal(t, "GetAll_Type_YES", a.At("NeedUpdateAll"), "a removal must return the whole list")
	assert.Equal(t, map[string]M{"bob": {nick: "in the second of the pull"}, "carol": {nick: "苏晴", image: "http://p/c"}}, fields(a), "a removal must return the whole list")
	s.Clock.Advance(time.Minute)
	since += 60
	assert.Equal(t, "GetAll_Type_NO", pullChanges().At("NeedUpdateAll"))
}

func TestMaximumFriendListIsReturned(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	fillList(t, s, "alice", "friends", relation.MaxFriends)
	a := pullFriends(t, alice, 0, 0, 1<<50, 0, nick, remark)
	assert.Equal(t, relation.MaxFriends, a.Len("InfoItem"))
	assert.EqualValues(t, relation.MaxFriends, a.At("CurrentStandardSequence"))
	checkCounters(t, s)
}
