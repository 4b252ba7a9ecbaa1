package api

import "fmt"

// Codes that all families of commands may return. Codes of one family are in its
// package.
const (
	CodeSigExpired         = 70001
	CodeSigMalformed       = 70003
	CodeSigForged          = 70009
	CodeIdentifierMismatch = 70013
	CodeAppMismatch        = 70014
	CodeSessionExpired     = 91000 // the a2 ticket is unknown or too old
	CodeKicked             = 91101 // signed in elsewhere
	CodeBadHTTP            = 60002
	CodeNotJSON            = 60003
	CodeNoCommand          = 60004
	CodeFieldMissing       = 60005
	CodePollTimeout        = 60008
)

// Codes of the limits. The vendor's documents define CodeUserRate only; the others
// are specific to this server.
const (
	CodeUserRate    = 60007 // requests of one user
	CodeTooLarge    = 60101 // size of a request
	CodeAddressRate = 60102 // requests from one address
	CodePollsFull   = 60103 // waiting polls of all users
	CodePollsOfUser = 60104 // waiting polls of one user
	CodeBusy        = 60105 // memory for bodies
	CodeDisabled    = 70101 // an administrator has disabled the account
	CodeNoAccount   = 70107 // the account was deleted or never existed
)

func isLimit(code int) bool {
	return code == CodeUserRate || code >= CodeTooLarge && code <= CodeBusy
}

// Error is an error for the client: it becomes the response's ErrorCode and
// ErrorInfo. Any other error is an internal one: it is logged, and the client gets
// the service's code for internal errors.
type Error struct {
	Code   int
	Info   string
	Fields any // further fields of the response; may be nil
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("[%d] %s", e.Code, e.Info) }

// Is makes errors.Is compare codes only.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Errorf returns an *Error. Its text is sent to the client, so it must not contain
// secrets.
func Errorf(code int, format string, args ...any) error {
	return &Error{Code: code, Info: fmt.Sprintf(format, args...)}
}

// service holds the codes that Edge returns for all commands of a service.
type service struct {
	notSelf   int // From_Account is not the caller
	internal  int // the server failed
	notAdmin  int // the command is for back ends only
	noAccount int // a back end calls on behalf of a user who does not exist
}

var groupCodes = service{notSelf: 10012, internal: 10002, notAdmin: 10007, noAccount: 10019}

// services maps services to their codes; "" has those of all others.
var services = map[string]service{
	"sns":                        {notSelf: 30004, internal: 30006, notAdmin: 30004, noAccount: 30003},
	"profile":                    {notSelf: 40004, internal: 40006, notAdmin: 40004, noAccount: 40003},
	"recentcontact":              {notSelf: 30004, internal: 30006, notAdmin: 30004, noAccount: 30003},
	"im_open_login_svc":          {notSelf: CodeIdentifierMismatch, internal: 70500, notAdmin: 70403, noAccount: CodeNoAccount},
	"group_open_http_svc":        groupCodes,
	"group_open_http_noauth_svc": groupCodes,
	"group_open_long_polling_http_noauth_svc": groupCodes,
	"openim": {notSelf: CodeIdentifierMismatch, internal: 20005, notAdmin: 90009, noAccount: 20003},
	"":       {notSelf: CodeIdentifierMismatch, internal: 20005, notAdmin: 60010, noAccount: 20003},
}

func codesOf(name string) service {
	if s, ok := services[name]; ok {
		return s
	}
	return services[""]
}
