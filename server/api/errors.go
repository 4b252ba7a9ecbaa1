package api

import "fmt"

// Codes that every family of commands may answer. Codes of one family stand
// in that family's package.
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

// Codes of the limits. The documents give a number to a user's rate alone; the
// others are this server's own.
const (
	CodeUserRate    = 60007 // requests of one user
	CodeTooLarge    = 60101 // the request
	CodeAddressRate = 60102 // requests from one address
	CodePollsFull   = 60103 // waiting polls of all users
	CodePollsOfUser = 60104
	CodeBusy        = 60105 // bodies in memory
	CodeDisabled    = 70101 // the account was closed by who runs the server
	CodeNoAccount   = 70107 // the account was deleted, or never was
)

func isLimit(code int) bool {
	return code == CodeUserRate || code >= CodeTooLarge && code <= CodeBusy
}

// Error is a refusal that the client is told: it becomes the answer's
// ErrorCode and ErrorInfo. Any other error is the server's own trouble; it is
// logged and the client learns only that something failed.
type Error struct {
	Code   int
	Info   string
	Fields any // join the answer, for commands that refuse with more than that; may be nil
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("[%d] %s", e.Code, e.Info) }

// Is makes errors.Is compare codes, whatever the texts say.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Errorf builds a refusal. Its text goes to the client: nothing secret.
func Errorf(code int, format string, args ...any) error {
	return &Error{Code: code, Info: fmt.Sprintf(format, args...)}
}

// service is what the edge answers on behalf of all commands of a service.
type service struct {
	notSelf   int // From_Account is not the caller
	internal  int // the server failed
	notAdmin  int // the command is for back ends alone
	noAccount int // a back end calls for somebody who does not exist
}

var groupCodes = service{notSelf: 10012, internal: 10002, notAdmin: 10007, noAccount: 10019}

// services lists the codes of each service that has its own; "" is the rest.
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
