package group_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// Requests for hundreds of members are processed in batches, but validated as a whole
// first.
func TestInvalidBatchChangesNothing(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.Admins = []string{"root"} })
	root := s.Client13("root")
	var names []string
	for i := range 250 {
		names = append(names, fmt.Sprint("p", i))
	}
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		for _, name := range append(names, "root") {
			s.IM.Accounts.Ensure(tx, name)
		}
		return nil
	}))
	size := func(id string) int { return toInt(profileOf(t, root, id).At("GroupInfo", 0, "MemberNum")) }

	id := create(t, root, "Public", names)
	assert.Equal(t, 251, size(id))
	body := M{"GroupId": id, "MemberToDel_Account": append(names[:200:200], "root")}
	assert.NotZero(t, root.Call(t, svc("delete_group_member"), body).ErrorCode, "kicking the owner must be refused")
	assert.Equal(t, 251, size(id), "no member may be removed")
	body["MemberToDel_Account"] = names[:200]
	root.OK(t, svc("delete_group_member"), body)
	assert.Equal(t, 51, size(id))

	add := M{"GroupId": id, "MemberList": members(append(names[:200:200], "nobody", "p249")...)}
	root.OK(t, svc("modify_group_base_info"), M{"GroupId": id, "MaxMemberNum": 250})
	root.Refused(t, 10014, svc("add_group_member"), add)
	assert.Equal(t, 51, size(id), "either all or no members must be added")
	root.OK(t, svc("modify_group_base_info"), M{"GroupId": id, "MaxMemberNum": 251})
	a := root.OK(t, svc("add_group_member"), add)
	assert.Equal(t, 251, size(id))
	require.Equal(t, 202, a.Len("MemberList"))
	for i, want := range map[int]float64{0: 1, 199: 1, 200: 0, 201: 2} {
		assert.Equal(t, want, a.At("MemberList", i, "Result"), i)
	}
	full := create(t, root, "Private", nil)
	root.Refused(t, 10014, svc("add_group_member"), M{"GroupId": full, "MemberList": members(names...)})
	assert.Equal(t, 1, size(full))
	assert.Equal(t, 10014, root.Call(t, svc("create_group"), M{"Type": "Private", "Name": "g", "MemberList": members(names...)}).ErrorCode)
}
