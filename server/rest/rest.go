// Package rest implements the commands of the vendor's REST API that have no
// counterpart for clients: accounts and online status. The other commands of the
// REST API are implemented by the packages of their subject, next to those for
// clients: in the same table, with the same limits and the same code, with an
// administrator of the application as the caller (api.Caller.BackEnd).
//
// Fields, limits and error codes follow the vendor's documents: "REST API 简介",
// "导入单个帐号", "导入多个帐号", "删除帐号", "查询帐号", "失效帐号登录态" and
// "获取用户在线状态".
package rest

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Error codes of these commands.
const (
	codeAccountParameter = 70402
	codeNoAccounts       = 90001 // To_Account is empty
	codeNotText          = 90003 // To_Account is not a list of strings
	codeTooMany          = 90011
)

const (
	maxAccounts = 100 // in one request about accounts
	maxQueried  = 500 // in one request about online status
)

// Config holds the dependencies of New.
type Config struct {
	Store    store.Store
	Accounts *account.Accounts
	Profiles *profile.Profiles

	// Delete deletes a user and reports whether the user existed.
	Delete func(ctx context.Context, user string) (found bool, err error)

	// Online reports whether a user has a client open.
	Online func(ctx context.Context, user string) (bool, error)
}

// REST implements the commands.
type REST struct{ Config }

// New returns the commands for c.
func New(c Config) *REST { return &REST{c} }

const service = "im_open_login_svc"

// Commands returns the table of commands.
func (f *REST) Commands() []api.Command {
	commands := []api.Command{
		{Service: service, Name: "account_import", Handler: f.importAccount},
		{Service: service, Name: "multiaccount_import", Handler: f.importAccounts},
		{Service: service, Name: "account_check", Handler: f.checkAccounts},
		{Service: service, Name: "account_delete", Handler: f.deleteAccounts},
		{Service: service, Name: "kick", Handler: f.kick},
		{Service: "openim", Name: "querystate", Handler: f.queryState},
		{Service: "openim", Name: "query_online_status", Handler: f.queryState},
	}
	for i := range commands {
		commands[i].Access = api.BackEnds
	}
	return commands
}

// named is one account of a request. Documents before 2021 call UserID
// Identifier.
type named struct {
	UserID     api.Text
	Identifier api.Text
}

func (n named) name() string {
	if n.UserID != "" {
		return string(n.UserID)
	}
	return string(n.Identifier)
}

// importAccount creates an account and sets its nick and picture if the request
// has them.
func (f *REST) importAccount(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		named
		Nick    api.Text
		FaceURL api.Text `json:"FaceUrl"`
	}
	if err := call.Decode(&req, codeAccountParameter); err != nil {
		return nil, err
	}
	name := req.name()
	if err := validName(name); err != nil {
		return nil, err
	}
	values := map[string]string{}
	if req.Nick != "" {
		values[profile.TagNick] = string(req.Nick)
	}
	if req.FaceURL != "" {
		values[profile.TagImage] = string(req.FaceURL)
	}
	return nil, f.Store.Update(ctx, func(tx store.Tx) error {
		f.Accounts.Ensure(tx, name)
		if len(values) == 0 {
			return nil
		}
		return f.Profiles.SetTexts(tx, name, values, call.Unix())
	})
}

func validName(name string) error {
	if err := account.ValidName(name); err != nil {
		return api.Errorf(codeAccountParameter, "%v", err)
	}
	return nil
}

// importAccounts creates accounts and returns the names that are invalid.
func (f *REST) importAccounts(ctx context.Context, call *api.Call) (any, error) {
	var req struct{ Accounts api.List }
	if err := call.Decode(&req, codeAccountParameter); err != nil {
		return nil, err
	}
	if err := checkNumber("Accounts", len(req.Accounts)); err != nil {
		return nil, err
	}
	var response struct{ FailAccounts []string }
	err := f.Store.Update(ctx, func(tx store.Tx) error {
		response.FailAccounts = []string{}
		var needs []store.Need
		for _, name := range req.Accounts {
			needs = append(needs, f.Accounts.EnsureNeeds(name)...)
		}
		tx.Want(needs...)
		for _, name := range req.Accounts {
			if validName(name) != nil {
				response.FailAccounts = append(response.FailAccounts, name)
				continue
			}
			f.Accounts.Ensure(tx, name)
		}
		return nil
	})
	return response, err
}

func checkNumber(field string, n int) error {
	if n < 1 || n > maxAccounts {
		return api.Errorf(codeAccountParameter, "%s must list 1 to %d accounts", field, maxAccounts)
	}
	return nil
}

// result is the outcome for one account of a request.
type result struct {
	UserID        string
	ResultCode    int
	ResultInfo    string
	AccountStatus string `json:",omitempty"`
}

// checkAccounts returns which accounts exist.
func (f *REST) checkAccounts(ctx context.Context, call *api.Call) (any, error) {
	var req struct{ CheckItem []named }
	if err := call.Decode(&req, codeAccountParameter); err != nil {
		return nil, err
	}
	if err := checkNumber("CheckItem", len(req.CheckItem)); err != nil {
		return nil, err
	}
	var response struct{ ResultItem []result }
	err := f.Store.View(ctx, func(r store.Reader) error {
		response.ResultItem = nil
		needs := make([]store.Need, len(req.CheckItem))
		for i, n := range req.CheckItem {
			needs[i] = account.Need(n.name())
		}
		r.Want(needs...)
		for _, n := range req.CheckItem {
			status := "NotImported"
			if account.Exists(r, n.name()) {
				status = "Imported"
			}
			response.ResultItem = append(response.ResultItem, result{UserID: n.name(), AccountStatus: status})
		}
		return nil
	})
	return response, err
}

// deleteAccounts deletes accounts one after the other.
func (f *REST) deleteAccounts(ctx context.Context, call *api.Call) (any, error) {
	var req struct{ DeleteItem []named }
	if err := call.Decode(&req, codeAccountParameter); err != nil {
		return nil, err
	}
	if err := checkNumber("DeleteItem", len(req.DeleteItem)); err != nil {
		return nil, err
	}
	var response struct{ ResultItem []result }
	for _, n := range req.DeleteItem {
		found, err := f.Delete(ctx, n.name())
		if err != nil {
			return nil, err
		}
		item := result{UserID: n.name()}
		if !found {
			item.ResultCode, item.ResultInfo = api.CodeNoAccount, "no such account"
		}
		response.ResultItem = append(response.ResultItem, item)
	}
	return response, nil
}

// kick closes all sessions of a user and revokes the UserSigs issued until now.
func (f *REST) kick(ctx context.Context, call *api.Call) (any, error) {
	var req named
	if err := call.Decode(&req, codeAccountParameter); err != nil {
		return nil, err
	}
	if req.name() == "" {
		return nil, api.Errorf(codeAccountParameter, "UserID is missing")
	}
	return nil, f.Store.Update(ctx, func(tx store.Tx) error {
		if !f.Accounts.Revoke(tx, req.name()) {
			return api.Errorf(api.CodeNoAccount, "no such account: %.64s", req.name())
		}
		return nil
	})
}

// queryState returns which users have a client open. PushOnline, a state of
// phones, is never returned.
func (f *REST) queryState(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		To api.List `json:"To_Account"`
	}
	if err := call.Decode(&req, codeNotText); err != nil {
		return nil, err
	}
	switch {
	case len(req.To) == 0:
		return nil, api.Errorf(codeNoAccounts, "To_Account is empty")
	case len(req.To) > maxQueried:
		return nil, api.Errorf(codeTooMany, "To_Account names more than %d accounts", maxQueried)
	}
	type state struct {
		To     string `json:"To_Account"`
		State  string
		Status string // State in later documents
	}
	type failure struct {
		To   string `json:"To_Account"`
		Code int    `json:"ErrorCode"`
	}
	var response struct {
		QueryResult []state
		ErrorList   []failure `json:",omitempty"`
	}
	exists := map[string]bool{}
	err := f.Store.View(ctx, func(r store.Reader) error {
		needs := make([]store.Need, len(req.To))
		for i, user := range req.To {
			needs[i] = account.Need(user)
		}
		r.Want(needs...)
		for _, user := range req.To {
			exists[user] = account.Exists(r, user)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, user := range req.To {
		if !exists[user] {
			response.ErrorList = append(response.ErrorList, failure{user, api.CodeNoAccount})
			continue
		}
		online, err := f.Online(ctx, user)
		if err != nil {
			return nil, err
		}
		s := "Offline"
		if online {
			s = "Online"
		}
		response.QueryResult = append(response.QueryResult, state{user, s, s})
	}
	return response, nil
}
