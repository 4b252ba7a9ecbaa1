package webim

import "webim.js/webim/jsontext"

// The codes of the SDK's own errors (dialect 1.7; those of 1.3 have none).
const (
	codeDefault        = -100
	codeNetwork        = -2
	codeSignIn         = -4
	codeNoTicket       = -5
	codeNoInfo         = -6
	codeNoAppID        = -7
	codeNoAccountType  = -8
	codeNoUserSig      = -9
	codeNoTinyID       = -10
	codeNoA2           = -11
	codeNoBigGroup     = -12
	codeNoPeer         = -13
	codeMaxCntLow      = -14
	codeMaxCntHigh     = -15
	codeReqMsgSeq      = -16
	codeDuplicate      = -17
	codeAlreadyInGroup = 10013
)

// The server's codes that the client acts on.
const (
	codeNothingNew  = 60008 // a poll ended without events
	codeKicked      = 91101 // replaced by another sign-in
	codeNoSession   = 91000 // own server: no such session
	codeNoRight     = 10007 // for example, not a member
	codeNoGroup     = 10010
	codeBadGroup    = 10015 // invalid group id
	codeTooLarge    = 10018 // big groups: start over
	codeUserRate    = 60007 // own server: rate limit of the user, of the address, of the node
	codeAddressRate = 60102
	codeBusy        = 60105
	codeHandled     = 10024 // the join request was already handled
	codeFailedItems = 99999 // set by the SDK when items of a batch failed
)

const networkText = "请求服务器失败,请检查你的网络是否正常"

// failure returns an error object, in the shape of every error passed to a page.
func failure(code jsontext.Value, info string) jsontext.Value {
	v := jsontext.NewObject()
	v.Set("ActionStatus", jsontext.String("FAIL"))
	v.Set("ErrorCode", code)
	v.Set("ErrorInfo", jsontext.String(info))
	return v
}

// ownError17 is Tool.getReturnError of 1.7: the code follows the text.
func ownError17(code int, text string) jsontext.Value {
	return failure(jsontext.Int(code), text+"["+jsontext.FormatInt(int64(code))+"]")
}

// ownError13 returns an error with the text and no code.
func ownError13(_ int, text string) jsontext.Value {
	return failure(jsontext.Value{}, text)
}

func lost17(int) jsontext.Value { return ownError17(codeNetwork, networkText) }

func lost13(status int) jsontext.Value {
	return ownError13(0, "["+jsontext.FormatInt(int64(status))+"]请求服务器失败")
}

// refused17 moves the server's text to SrcErrorInfo and sets ErrorInfo to a dump
// of the call. Tickets are redacted, because pages display ErrorInfo.
func refused17(response jsontext.Value, r request, url string) jsontext.Value {
	body := r.body
	if r.service == "openpic" {
		body = "" // may contain a slice of a file
	}
	was := response.Get("ErrorInfo")
	if was.Kind() == jsontext.Text {
		was = jsontext.String(redact(was.Str()))
	}
	dump := "[" + r.service + "][" + r.command + "]failed: \n request url: \n" + url +
		"\n request body: \n" + body + "\n response: \n" + response.JSON()
	response.Set("SrcErrorInfo", was)
	response.Set("ErrorInfo", jsontext.String(redact(dump)))
	return response
}

// refused13 prefixes the server's text with its code.
func refused13(response jsontext.Value, _ request, _ string) jsontext.Value {
	response.Set("ErrorInfo", jsontext.String(redact("["+response.Get("ErrorCode").Str()+"]"+response.Get("ErrorInfo").Str())))
	return response
}

// okResponse returns a successful result that the SDK produces itself.
func okResponse(info string) jsontext.Value {
	v := jsontext.NewObject()
	v.Set("ActionStatus", jsontext.String("OK"))
	v.Set("ErrorCode", jsontext.Int(0))
	v.Set("ErrorInfo", jsontext.String(info))
	return v
}
