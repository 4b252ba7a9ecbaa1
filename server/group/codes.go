package group

import "webim.js/server/api"

// Error codes of the group family, as documented. A missing field has one of
// these codes too.
const (
	codeParameter  = 10004
	codeTooMany    = 10005 // number of accounts in one request
	codeRate       = 10006
	codeForbidden  = 10007 // no permission, often because the caller is not a member
	codeOwnerStays = 10009
	codeNoGroup    = 10010
	codeMember     = 10013 // already a member
	codeFull       = 10014
	codeBadGroupID = 10015
	codeMuted      = 10017
	codeTooLarge   = 10018 // size of the response
	codeBadAccount = 10019 // an account in the request, not the caller
	codeIDTaken    = 10021
	codeHandled    = 10024
	codeIDOwn      = 10025 // the id is that of the caller's own group
)

var (
	errNotMember = api.Errorf(codeForbidden, "the caller is not a member of the group")
	errNoRight   = api.Errorf(codeForbidden, "no permission in this group")
	errRate      = api.Errorf(codeRate, "too many messages in this group")
	errFull      = api.Errorf(codeFull, "the group is full")
	errHandled   = api.Errorf(codeHandled, "the request has been handled already")
)

func missing(field string) error { return api.Errorf(codeParameter, "%s is missing", field) }

// maxAccounts is the maximum number of accounts in one request.
const maxAccounts = 500

func checkAccounts(field string, n int) error {
	switch {
	case n == 0:
		return missing(field)
	case n > maxAccounts:
		return api.Errorf(codeTooMany, "%s names more than %d accounts", field, maxAccounts)
	}
	return nil
}
