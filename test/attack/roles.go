package main

import "fmt"

// Ranks in a group. Commands that no rank may perform need never, which is above all.
const (
	outsider = iota
	member
	admin
	owner
	never
)

// kinds maps each type of group to the lowest rank that may perform each restricted
// command.
var kinds = map[string][9]int{
	"Private":    {member, owner, never, owner, never, never, owner, never, admin},
	"Public":     {admin, admin, owner, admin, admin, owner, owner, never, admin},
	"ChatRoom":   {admin, admin, owner, admin, admin, owner, owner, never, admin},
	"AVChatRoom": {owner, owner, never, never, admin, owner, never, never, admin},
}

// restricted lists restricted commands; dave is an ordinary member.
var restricted = [9]struct{ command, body string }{
	{"modify_group_base_info", `"Name":"taken over"`},
	{"modify_group_base_info", `"ApplyJoinOption":"FreeAccess","MaxMemberNum":100`},
	{"modify_group_member_info", `"Member_Account":"dave","Role":"Admin"`},
	{"delete_group_member", `"MemberToDel_Account":["dave"]`},
	{"forbid_send_msg", `"Members_Account":["dave"],"ShutUpTime":60`},
	{"destroy_group", `"_":0`},
	{"change_group_owner", `"NewOwner_Account":"dave"`},
	{"send_group_system_notification", `"Content":"from the management"`},
	{"modify_group_member_info", `"Member_Account":"dave","NameCard":"fool"`},
}

// roles lets every member try commands that need a higher rank.
func roles(t *target, r *result) {
	const service = "group_open_http_svc/"
	for kind, needs := range kinds {
		id := "roles-" + kind
		made := t.code("alice", service+"create_group", fmt.Sprintf(`{"Type":%q,"GroupId":%q,"Name":"g"}`, kind, id))
		r.try(made == 0, "no group %s to attack: %d", kind, made)
		for _, name := range []string{"bob", "carol", "dave"} {
			if kind == "Private" {
				t.code("alice", service+"add_group_member", fmt.Sprintf(`{"GroupId":%q,"MemberList":[{"Member_Account":%q}]}`, id, name))
				continue
			}
			if kind == "Public" {
				t.code("alice", service+"modify_group_base_info", fmt.Sprintf(`{"GroupId":%q,"ApplyJoinOption":"FreeAccess"}`, id))
			}
			t.code(name, service+"apply_join_group", fmt.Sprintf(`{"GroupId":%q,"ApplyMsg":""}`, id))
		}
		t.code("alice", service+"modify_group_member_info", fmt.Sprintf(`{"GroupId":%q,"Member_Account":"bob","Role":"Admin"}`, id))
		bob := admin
		if needs[2] == never { // this type has no admins
			bob = member
		}
		for rank, names := range map[int][]string{outsider: {"mallory", ""}, member: {"carol"}, bob: {"bob"}, owner: {"alice"}} {
			for i, op := range restricted {
				for _, name := range names {
					if rank >= needs[i] || name == "carol" && bob == member {
						continue
					}
					code := t.code(name, service+op.command, fmt.Sprintf(`{"GroupId":%q,%s}`, id, op.body))
					r.try(code > 0, "%s of %s: %s: %d", kind, name, op.command, code)
				}
			}
		}
		// The owner's call must succeed, or the attempts above prove nothing.
		for _, i := range []int{0, 1, 2, 8, 4, 3} {
			if op := restricted[i]; needs[i] <= owner {
				code := t.code("alice", service+op.command, fmt.Sprintf(`{"GroupId":%q,%s}`, id, op.body))
				r.try(code == 0, "%s: the owner cannot: %s %s: %d", kind, op.command, op.body, code)
			}
		}
	}
}
