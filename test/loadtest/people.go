package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"webim.js/server"
	"webim.js/server/usersig"
)

// signInsAtOnce is the number of concurrent sign-ins.
const signInsAtOnce = 64

// person is a signed-in user with the state of a 1.7 page.
type person struct {
	query  string // credentials, for every call
	pollID string
}

// signIn signs in all users and creates the groups.
func signIn(ctx context.Context, targets []string, key string, p *plan) ([]person, error) {
	people := make([]person, p.users)
	before := ctx
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(signInsAtOnce)
	for n := range people {
		work.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			people[n], err = signInUser(targets[n%len(targets)], key, userName(n))
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	// Groups are created one at a time: each creation sends a notice to every member.
	for g := range p.groups() {
		if err := context.Cause(before); err != nil {
			return nil, err
		}
		if err := createGroup(targets[0], p, g, people); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// call sends a request and decodes the response.
func call(c *conn, command string, query url.Values, body any) (map[string]any, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	raw, err := c.post("/v4/"+command+"?"+query.Encode(), data)
	if err != nil {
		return nil, err
	}
	var response map[string]any
	if err := json.Unmarshal(raw, &response); err != nil {
		return nil, err
	}
	if response["ActionStatus"] != "OK" {
		return nil, fmt.Errorf("%s: %v %v", command, response["ErrorCode"], response["ErrorInfo"])
	}
	return response, nil
}

func signInUser(target, key, name string) (who person, err error) {
	c := &conn{target: target}
	defer c.close()
	query := url.Values{"sdkappid": {strconv.Itoa(server.SDKAppID)}, "v": {"1.7.2"}, "identifier": {name}}
	query.Set("usersig", usersig.Sign(key, usersig.Ticket{
		Identifier: name, SDKAppID: server.SDKAppID, Issued: time.Now(), Valid: time.Hour,
	}))
	session, err := call(c, "openim/login", query, map[string]string{"State": "Online"})
	if err != nil {
		return who, err
	}
	// Like the SDK, use the ticket instead of the signature from here on.
	query.Del("usersig")
	query.Del("identifier")
	query.Set("tinyid", session["TinyId"].(string))
	query.Set("a2", session["A2Key"].(string))
	instance, err := call(c, "openim/getlongpollingid", query, struct{}{})
	if err != nil {
		return who, err
	}
	return person{query.Encode(), instance["LongPollingId"].(string)}, nil
}

// createGroup creates a group with its members. A group left by an earlier run is
// dissolved first.
func createGroup(target string, p *plan, g int, people []person) error {
	c := &conn{target: target}
	defer c.close()
	first, end := p.members(g)
	query, err := url.ParseQuery(people[first].query)
	if err != nil {
		return err
	}
	_, _ = call(c, "group_open_http_svc/destroy_group", query, map[string]string{"GroupId": groupName(g)}) // usually it does not exist
	var members []map[string]string
	for n := first + 1; n < end; n++ {
		members = append(members, map[string]string{"Member_Account": userName(n)})
	}
	_, err = call(c, "group_open_http_svc/create_group", query, map[string]any{
		"Type": "Public", "GroupId": groupName(g), "Name": groupName(g), "MemberList": members,
	})
	return err
}
