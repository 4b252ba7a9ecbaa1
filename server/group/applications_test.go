package group_test

import (
	"fmt"
	"testing"

	"webim.js/server/servertest"
)

// An account can have maxApplications pending applications.
func TestPendingApplicationsAreLimited(t *testing.T) {
	s := servertest.Start(t)
	owner, eager := s.SignIn(t, "owner"), s.SignIn(t, "eager")
	apply := func(i int) (servertest.M, string) {
		return M{"GroupId": fmt.Sprint("g", i), "ApplyMsg": ""}, svc("apply_join_group")
	}
	for i := range 102 {
		owner.OK(t, svc("create_group"), M{"Type": "Public", "Name": "g", "GroupId": fmt.Sprint("g", i)})
		body, command := apply(i)
		if i < 100 {
			eager.OK(t, command, body)
		} else {
			eager.Refused(t, 10005, command, body)
		}
	}
	again, command := apply(7)
	eager.OK(t, command, again)
	owner.OK(t, svc("destroy_group"), M{"GroupId": "g5"})
	body, _ := apply(100)
	eager.OK(t, command, body)
	body, _ = apply(101)
	eager.Refused(t, 10005, command, body)
	s.SignIn(t, "other").OK(t, command, body)
}
