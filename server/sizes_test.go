package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/servertest"
)

// overhead is the size of a response without its list, in bytes.
const overhead = 1000

// Lists end at the maximum size of a response, whatever their users store, and the
// next pages have the rest.
func TestListPagesAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	s := servertest.Start(t)
	alice := s.Client13("alice")
	long := func(bytes int) string { return strings.Repeat("\x01", bytes) } // six times as long in JSON
	tags := []string{"Tag_Profile_IM_Nick", "Tag_Profile_IM_Image", "Tag_Profile_IM_SelfSignature"}
	for i := range 20 {
		tags = append(tags, fmt.Sprintf("Tag_Profile_Custom_%02d", i))
	}
	var values, friends []M
	for _, tag := range tags {
		values = append(values, M{"Tag": tag, "Value": long(500)})
	}
	var people []string
	for i := range 40 {
		name := fmt.Sprintf("peer%02d", i)
		people = append(people, name)
		s.Client13(name).OK(t, "profile/portrait_set", M{"ProfileItem": values})
		friends = append(friends, M{"To_Account": name, "AddSource": "AddSource_Type_Web"})
	}
	alice.OK(t, "sns/friend_add", M{"AddFriendItem": friends})

	var got []string
	for start, pages := 0.0, 0; ; pages++ {
		a := alice.OK(t, "sns/friend_get_all", M{"TagList": tags, "GetCount": 3000, "StartIndex": start})
		assert.Less(t, len(a.Raw), api.MaxResponse+overhead)
		for i := range a.Len("InfoItem") {
			got = append(got, a.At("InfoItem", i, "Info_Account").(string))
		}
		if start = a.At("StartIndex").(float64); start == 0 {
			assert.Positive(t, pages)
			break
		}
	}
	slices.Sort(got)
	assert.Equal(t, people, got)

	// A profile has at most 23 texts of 500 bytes. A request names 100 users; repeated
	// tags are not repeated in the response.
	once := len(alice.OK(t, "profile/portrait_get", M{"To_Account": people[:1], "TagList": tags}).Raw)
	repeated := slices.Repeat(tags, 4)
	assert.Len(t, alice.OK(t, "profile/portrait_get", M{"To_Account": people[:1], "TagList": repeated}).Raw, once)

	const groups = 450
	for i := range groups {
		alice.OK(t, "group_open_http_svc/create_group", M{
			"Type": "ChatRoom", "GroupId": fmt.Sprintf("g%03d", i), "Name": long(30), "Introduction": long(120), "Notification": long(150), "FaceUrl": long(100),
		})
	}
	seen := map[any]bool{}
	for pages := 0; len(seen) < groups; pages++ {
		a := alice.OK(t, "group_open_http_svc/get_joined_group_list", M{
			"Member_Account": "alice", "Limit": 1000, "Offset": len(seen),
			"ResponseFilter": M{"GroupBaseInfoFilter": []string{"Name", "Introduction", "Notification", "FaceUrl"}},
		})
		assert.Less(t, len(a.Raw), api.MaxResponse+overhead)
		assert.EqualValues(t, groups, a.At("TotalCount"))
		require.NotZero(t, a.Len("GroupIdList"))
		for i := range a.Len("GroupIdList") {
			seen[a.At("GroupIdList", i, "GroupId")] = true
		}
		if len(seen) == groups {
			assert.Positive(t, pages)
		}
	}
}
