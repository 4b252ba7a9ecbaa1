package relation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/relation"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

type M = servertest.M

const source = "AddSource_Type_Unknow"

// addBody returns the body of a friend_add.
func addBody(accounts ...string) M {
	items := []M{}
	for _, a := range accounts {
		items = append(items, M{"To_Account": a, "AddSource": source})
	}
	return M{"AddFriendItem": items}
}

// respondBody returns the body of a friend_response.
func respondBody(account, action string) M {
	return M{"ResponseFriendItem": []M{{"To_Account": account, "ResponseAction": "Response_Action_" + action}}}
}

// setAllowType sets whether users may add a user: AllowAny, NeedConfirm, DenyAny.
func setAllowType(t testing.TB, c *servertest.Client, kind string) {
	t.Helper()
	c.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_" + kind}}})
}

// resultCodes returns the result codes of a batch by account. It checks that each
// account has one entry, and is listed as failed if and only if it failed.
func resultCodes(t testing.TB, a servertest.Response) map[string]int {
	t.Helper()
	got, failed := map[string]int{}, []any{}
	for i := range a.Len("ResultItem") {
		to, code := a.At("ResultItem", i, "To_Account").(string), int(a.At("ResultItem", i, "ResultCode").(float64))
		require.NotContains(t, got, to, a.Raw)
		require.Equal(t, code == 0, a.At("ResultItem", i, "ResultInfo") == "", "a failure must have a reason: %s", a.Raw)
		got[to] = code
		if code != 0 && code != 30539 {
			failed = append(failed, to)
		}
	}
	listed := []any{}
	for _, field := range []string{"Fail_Account", "Invalid_Account"} {
		if a.At(field) != nil {
			require.NotZero(t, a.Len(field), "a list must be omitted if empty: %s", a.Raw)
			listed = append(listed, a.At(field).([]any)...)
		}
	}
	require.ElementsMatch(t, failed, listed, a.Raw)
	return got
}

// resultCode returns the result code of a batch of one account.
func resultCode(t testing.TB, c *servertest.Client, command string, body M) int {
	t.Helper()
	got := resultCodes(t, c.OK(t, "sns/"+command, body))
	require.Len(t, got, 1)
	for _, code := range got {
		return code
	}
	return -1
}

// fetchFriends returns a user's friends and checks their number.
func fetchFriends(t testing.TB, c *servertest.Client) []string {
	t.Helper()
	a := c.OK(t, "sns/friend_get_all", M{"TimeStamp": 0, "StartIndex": 0, "GetCount": 5000, "LastStandardSequence": 0, "TagList": []string{}})
	names := []string{}
	for i := range a.Len("InfoItem") {
		names = append(names, a.At("InfoItem", i, "Info_Account").(string))
	}
	require.EqualValues(t, len(names), a.At("FriendNum"), a.Raw)
	return names
}

// fetchField returns a field of a friend in a user's list.
func fetchField(t testing.TB, c *servertest.Client, account, tag string) any {
	t.Helper()
	a := c.OK(t, "sns/friend_get_all", M{"TimeStamp": 0, "StartIndex": 0, "GetCount": 5000, "LastStandardSequence": 0, "TagList": []string{tag}})
	for i := range a.Len("InfoItem") {
		if a.At("InfoItem", i, "Info_Account") == account {
			return a.At("InfoItem", i, "SnsProfileItem", 0, "Value")
		}
	}
	require.FailNow(t, "no friend", "%s in %s", account, a.Raw)
	return nil
}

// fetchPending returns the accounts of a user's requests.
func fetchPending(t testing.TB, c *servertest.Client, kind string) []string {
	t.Helper()
	a := c.OK(t, "sns/pendency_get", M{"PendencyType": "Pendency_Type_" + kind, "StartTime": 0, "MaxLimited": 5000, "LastSequence": 0})
	names := []string{}
	for i := range a.Len("PendencyItem") {
		names = append(names, a.At("PendencyItem", i, "To_Account").(string))
	}
	return names
}

// fetchBlackList returns the users that a user has blocked.
func fetchBlackList(t testing.TB, c *servertest.Client) []string {
	t.Helper()
	a := c.OK(t, "sns/black_list_get", M{"StartIndex": 0, "MaxLimited": 5000, "LastSequence": 0})
	names := []string{}
	for i := range a.Len("BlackListItem") {
		names = append(names, a.At("BlackListItem", i, "To_Account").(string))
	}
	return names
}

// fillList adds generated users to a list; see relation.Fill.
func fillList(t testing.TB, s *servertest.Server, user, what string, n int) {
	t.Helper()
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		relation.Fill(tx, user, what, n)
		return nil
	}))
}

// pollNotices returns the friend notices of a user's next poll, without NoticeSeq.
func pollNotices(t testing.TB, c *servertest.Client) []M {
	t.Helper()
	a := c.Poll(t)
	require.Equal(t, 1, a.Len("EventArray"), a.Raw)
	require.EqualValues(t, 7, a.At("EventArray", 0, "Event"), a.Raw)
	var list []M
	for i := range a.Len("EventArray", 0, "FriendListMod") {
		item := a.At("EventArray", 0, "FriendListMod", i).(map[string]any)
		require.NotZero(t, item["NoticeSeq"])
		delete(item, "NoticeSeq")
		list = append(list, item)
	}
	return list
}

// commands are all commands of the family, each with a valid body.
var commands = map[string]M{
	"friend_add":        addBody("bob"),
	"friend_response":   respondBody("bob", "Agree"),
	"friend_delete":     {"To_Account": []string{"bob"}, "DeleteType": "Delete_Type_Both"},
	"friend_get_all":    {"TimeStamp": 0, "StartIndex": 0, "GetCount": 10, "LastStandardSequence": 0, "TagList": []string{}},
	"pendency_get":      {"PendencyType": "Pendency_Type_ComeIn", "StartTime": 0, "MaxLimited": 10, "LastSequence": 0},
	"PendencyReport":    {"LatestPendencyTimeStamp": servertest.Epoch},
	"pendency_delete":   {"PendencyType": "Pendency_Type_ComeIn", "To_Account": []string{"bob"}},
	"black_list_add":    {"To_Account": []string{"bob"}},
	"black_list_delete": {"To_Account": []string{"bob"}},
	"black_list_get":    {"StartIndex": 0, "MaxLimited": 10, "LastSequence": 0},
}

func TestCallerIdentityIsChecked(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, old := s.SignIn(t, "alice"), s.Client13("alice")
	before := digest(t, s)
	for command, body := range commands {
		claimed := M{"From_Account": "bob"}
		for k, v := range body {
			claimed[k] = v
		}
		for _, client := range []*servertest.Client{alice, old} {
			client.Refused(t, 30004, "sns/"+command, claimed)
			client.Refused(t, 60003, "sns/"+command, `{"From_Account":`)
			client.Refused(t, 60003, "sns/"+command, `["alice"]`)
			for _, odd := range []any{M{}, []string{"alice"}, "", true} {
				claimed["From_Account"] = odd
				client.Refused(t, 30004, "sns/"+command, claimed)
			}
			claimed["From_Account"] = "bob"
		}
		s.Anonymous().Refused(t, 60005, "sns/"+command, body)
		alice.Without("a2", "guessed").Refused(t, 91000, "sns/"+command, body)
		old.Without("usersig").Without("accesstoken", s.UserSig("bob")).Refused(t, 70013, "sns/"+command, body)
	}
	assert.Equal(t, before, digest(t, s), "nothing may change")
	for command, body := range commands {
		claimed := M{"From_Account": "alice"}
		for k, v := range body {
			claimed[k] = v
		}
		alice.OK(t, "sns/"+command, claimed)
		old.OK(t, "sns/"+command, claimed)
	}
}

func TestInvalidRequestsAreRefused(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	setAllowType(t, alice, "NeedConfirm")
	require.Equal(t, 30539, resultCode(t, bob, "friend_add", addBody("alice")))
	require.Zero(t, resultCode(t, alice, "friend_add", addBody("carol")))
	before := digest(t, s)
	accounts, items := make([]string, 101), make([]M, 101)
	for i := range items {
		accounts[i], items[i] = "bob", M{"To_Account": "bob"}
	}
	list := func(field string, value any) M {
		body := M{}
		for k, v := range commands["friend_get_all"] {
			body[k] = v
		}
		body[field] = value
		return body
	}
	for name, c := range map[string]struct {
		code    int
		command string
		body    any
	}{
		"add: list missing":         {60005, "friend_add", M{}},
		"add: list is null":         {60005, "friend_add", `{"AddFriendItem":null}`},
		"add: empty list":           {30503, "friend_add", addBody()},
		"add: too many":             {30503, "friend_add", M{"AddFriendItem": items}},
		"add: list is a string":     {30001, "friend_add", M{"AddFriendItem": "bob"}},
		"add: list of names":        {30001, "friend_add", M{"AddFriendItem": []string{"bob"}}},
		"add: item without account": {60005, "friend_add", M{"AddFriendItem": []M{{"AddSource": source}}}},
		"add: item is null":         {60005, "friend_add", `{"AddFriendItem":[null]}`},
		"add: account is an object": {30001, "friend_add", M{"AddFriendItem": []M{{"To_Account": M{}}}}},
		"add: second item invalid":  {60005, "friend_add", M{"AddFriendItem": []M{{"To_Account": "dave", "AddSource": source}, {}}}},

		"response: list missing":         {60005, "friend_response", M{}},
		"response: empty list":           {30603, "friend_response", M{"ResponseFriendItem": []M{}}},
		"response: too many":             {30603, "friend_response", M{"ResponseFriendItem": items}},
		"response: item without account": {60005, "friend_response", M{"ResponseFriendItem": []M{{"ResponseAction": "Response_Action_Agree"}}}},
		"response: list is a number":     {30001, "friend_response", M{"ResponseFriendItem": 1}},
		"response: action is a list":     {30001, "friend_response", M{"ResponseFriendItem": []M{{"To_Account": "bob", "ResponseAction": []int{}}}}},

		"delete: list missing":         {60005, "friend_delete", M{"DeleteType": "Delete_Type_Both"}},
		"delete: empty list":           {31701, "friend_delete", M{"DeleteType": "Delete_Type_Both", "To_Account": []string{}}},
		"delete: too many":             {31701, "friend_delete", M{"DeleteType": "Delete_Type_Both", "To_Account": accounts}},
		"delete: no type":              {31702, "friend_delete", M{"To_Account": "carol"}},
		"delete: bad type":             {31702, "friend_delete", M{"To_Account": "carol", "DeleteType": "Both"}},
		"delete: account is an object": {30001, "friend_delete", M{"To_Account": M{"carol": 1}, "DeleteType": "Delete_Type_Both"}},

		"list: no tags":           {31103, "friend_get_all", list("TagList", nil)},
		"list: tags are a string": {31101, "friend_get_all", list("TagList", "Tag_SNS_IM_Remark")},
		"list: unknown tag":       {31101, "friend_get_all", list("TagList", []string{"Tag_Profile_IM_Shoe"})},
		"list: too many tags":     {31102, "friend_get_all", list("TagList", accounts)},
		"list: zero per page":     {31101, "friend_get_all", list("GetCount", 0)},
		"list: negative page":     {31101, "friend_get_all", list("GetCount", -1)},
		"list: negative start":    {31101, "friend_get_all", list("StartIndex", -1)},
		"list: negative time":     {31101, "friend_get_all", list("TimeStamp", -1)},
		"list: negative seq":      {31101, "friend_get_all", list("LastStandardSequence", -1)},
		"list: count is a string": {31101, "friend_get_all", list("TimeStamp", "yesterday")},

		"pendency: no type":            {31001, "pendency_get", M{"MaxLimited": 5}},
		"pendency: bad type":           {31001, "pendency_get", M{"PendencyType": "Pendency_Type_Both", "MaxLimited": 5}},
		"pendency: zero per page":      {31001, "pendency_get", M{"PendencyType": "Pendency_Type_ComeIn", "MaxLimited": 0}},
		"pendency: negative start":     {31001, "pendency_get", M{"PendencyType": "Pendency_Type_ComeIn", "StartTime": -1}},
		"pendency: negative sequence":  {31001, "pendency_get", M{"PendencyType": "Pendency_Type_ComeIn", "LastSequence": -1}},
		"pendency: field is an object": {31001, "pendency_get", M{"PendencyType": M{}}},
		"report: no time":              {60005, "PendencyReport", M{}},
		"report: time is a string":     {30001, "PendencyReport", M{"LatestPendencyTimeStamp": "now"}},
		"pendency: bad delete":         {31802, "pendency_delete", M{"PendencyType": "ComeIn", "To_Account": "bob"}},
		"pendency: empty list":         {31801, "pendency_delete", M{"PendencyType": "Pendency_Type_ComeIn", "To_Account": []string{}}},
		"pendency: too many":           {31801, "pendency_delete", M{"PendencyType": "Pendency_Type_ComeIn", "To_Account": accounts}},
		"pendency: list missing":       {60005, "pendency_delete", M{"PendencyType": "Pendency_Type_ComeIn"}},
		"pendency: list is true":       {30001, "pendency_delete", M{"PendencyType": "Pendency_Type_ComeIn", "To_Account": true}},

		"black add: list missing":    {60005, "black_list_add", M{}},
		"black add: empty list":      {31301, "black_list_add", M{"To_Account": []string{}}},
		"black add: too many":        {31301, "black_list_add", M{"To_Account": accounts}},
		"black add: list of lists":   {30001, "black_list_add", M{"To_Account": [][]string{{"bob"}}}},
		"black delete: list missing": {60005, "black_list_delete", M{"To_Account": nil}},
		"black delete: empty list":   {31501, "black_list_delete", M{"To_Account": []string{}}},
		"black delete: too many":     {31501, "black_list_delete", M{"To_Account": accounts}},
		"black: zero per page":       {31601, "black_list_get", M{"MaxLimited": 0}},
		"black: negative start":      {31601, "black_list_get", M{"StartIndex": -1, "MaxLimited": 1}},
		"black: negative sequence":   {31601, "black_list_get", M{"LastSequence": -1, "MaxLimited": 1}},
		"black: field is a string":   {30001, "black_list_get", M{"MaxLimited": "all"}},
	} {
		t.Run(name, func(t *testing.T) { alice.Refused(t, c.code, "sns/"+c.command, c.body) })
	}
	assert.Equal(t, before, digest(t, s), "nothing may change")
}

func TestRestartKeepsRelations(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.Client13("carol")
	setAllowType(t, carol, "NeedConfirm")
	require.Zero(t, resultCode(t, alice, "friend_add", M{"AddFriendItem": []M{{
		"To_Account": "bob", "AddSource": source, "Remark": "Bobby", "GroupName": "work"}}}))
	require.Equal(t, 30539, resultCode(t, alice, "friend_add", addBody("carol")))
	require.Zero(t, resultCode(t, alice, "black_list_add", M{"To_Account": "dave"}))
	before := digest(t, s)
	s.Restart(t)
	assert.Equal(t, before, digest(t, s))
	assert.Equal(t, []string{"bob"}, fetchFriends(t, alice))
	assert.Equal(t, "Bobby", fetchField(t, alice, "bob", "Tag_SNS_IM_Remark"))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob))
	assert.Equal(t, []string{"carol"}, fetchPending(t, alice, "SendOut"))
	assert.Equal(t, []string{"alice"}, fetchPending(t, carol, "ComeIn"))
	assert.Equal(t, []string{"dave"}, fetchBlackList(t, alice))
	assert.Equal(t, []M{{"PushType": 1.0, "FriendAdd_Account": []any{"alice"}}}, pollNotices(t, bob), "notices must be kept")
}
