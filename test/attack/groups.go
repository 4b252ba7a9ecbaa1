package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
)

// interruptedDissolutions kills the server while it dissolves groups. The members read
// their lists of groups during the dissolution and after the restart.
func interruptedDissolutions(t *target, r *result) {
	dir, err := os.MkdirTemp("", "attack-groups")
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer os.RemoveAll(dir)
	unlimited := []string{"-rate-address", "0", "-rate-user", "0"} // the requests represent many users
	own, err := start(t.program, dir, unlimited...)
	if err != nil {
		r.skipped = err.Error()
		return
	}
	names := own.createAccounts(300)
	list, _ := json.Marshal(names) // encoding strings cannot fail
	const groups = 12
	each := func(do func(group string) int) (codes [groups]int) {
		var wg sync.WaitGroup
		for i := range groups {
			wg.Go(func() { codes[i] = do(fmt.Sprint("team", i)) })
		}
		wg.Wait()
		return codes
	}
	create := func(group string) int {
		return own.code("mallory", "group_open_http_svc/create_group", fmt.Sprintf(`{"Type":"ChatRoom","Name":"g","GroupId":%q,"MemberList":%s}`, group, list))
	}
	destroy := func(group string) int {
		return own.code("mallory", "group_open_http_svc/destroy_group", fmt.Sprintf(`{"GroupId":%q}`, group))
	}
	signIn := func(when string) {
		for i := 0; i < len(names); i += 20 {
			r.try(own.code(names[i], "group_open_http_svc/get_joined_group_list", `{}`) == 0, "%s cannot sign in %s", names[i], when)
		}
	}
	for i, code := range each(create) {
		r.try(code == 0, "group %d: %d", i, code)
	}
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		each(destroy) // any number of them may succeed
	}()
	signIn("during a dissolution")
	own.stop()
	<-killed
	if own, err = start(t.program, dir, unlimited...); err != nil {
		r.try(false, "restart: %v", err)
		return
	}
	defer own.stop()
	own.createAccounts(len(names)) // new UserSigs for the same accounts
	signIn("after it was interrupted")
	for i, code := range each(destroy) {
		r.try(code == 0 || code == 10010, "group %d is not dissolved: %d", i, code)
	}
	for i, code := range each(create) {
		r.try(code == 0, "the id of group %d is still in use: %d", i, code)
	}
}

// listedGroups is the number of groups that the page requests. The SDK requests more, in
// the same order.
const listedGroups = 50

// crowdedList adds a user to more groups than a page lists, with ids that sort first.
func crowdedList(t *target, r *result) {
	own, err := start(t.program, "", "-rate-address", "0", "-rate-user", "0") // the requests represent many users
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer own.stop()
	r.try(own.code("carol", "group_open_http_svc/create_group", `{"Type":"Public","Name":"g","GroupId":"mine"}`) == 0, "own group")
	by := []string{"mallory", "bob", "dave"}
	var wg sync.WaitGroup
	for worker := range len(by) {
		wg.Go(func() {
			for i := worker; i < 2*listedGroups; i += len(by) {
				code := own.code(by[worker], "group_open_http_svc/create_group",
					fmt.Sprintf(`{"Type":"Public","Name":"g","GroupId":"!%d","MemberList":[{"Member_Account":"carol"}]}`, i))
				r.try(code == 0, "group %d: %d", i, code)
			}
		})
	}
	wg.Wait()
	code, text := own.call("carol", "group_open_http_svc/get_joined_group_list", fmt.Sprintf(`{"Limit":%d,"Offset":0}`, listedGroups))
	r.try(code == 0 && strings.Contains(text, `"mine"`), "own group is not listed: %d", code)
}
