package webim

import (
	"strconv"

	"webim.js/webim/jsontext"
)

// The codes of the SDK's own errors (dialect 1.7; 1.3's have none).
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

// Codes of the server that the client acts on.
const (
	codeNothingNew  = 60008 // a poll ended without news
	codeKicked      = 91101 // another sign-in took the place
	codeNoSession   = 91000 // of a server of ours: it has no such session
	codeNoRight     = 10007 // not a member, say
	codeNoGroup     = 10010
	codeBadGroup    = 10015 // the group's id is none
	codeTooLarge    = 10018 // big groups: start over
	codeUserRate    = 60007 // of a server of ours: too many requests, and
	codeAddressRate = 60102
	codeBusy        = 60105
	codeHandled     = 10024 // a join request was handled already
	codeFailedItems = 99999 // set by the SDK on a batch of which some failed
)

const networkText = "请求服务器失败,请检查你的网络是否正常"

// failure is the shape of every error handed to a page.
func failure(code jsontext.Value, info string) jsontext.Value {
	v := jsontext.NewObject()
	v.Set("ActionStatus", jsontext.String("FAIL"))
	v.Set("ErrorCode", code)
	v.Set("ErrorInfo", jsontext.String(info))
	return v
}

// ownError17 is Tool.getReturnError of 1.7: the code stands behind the text.
func ownError17(code int, text string) jsontext.Value {
	return failure(jsontext.Int(code), text+"["+strconv.Itoa(code)+"]")
}

// ownError13 has the text alone, and no code.
func ownError13(_ int, text string) jsontext.Value {
	return failure(jsontext.Value{}, text)
}

func lost17(int) jsontext.Value { return ownError17(codeNetwork, networkText) }

func lost13(status int) jsontext.Value {
	return ownError13(0, "["+strconv.Itoa(status)+"]请求服务器失败")
}

// refused17 keeps the server's text as SrcErrorInfo and puts a dump of the
// call in its place, without its tickets: pages show what stands there.
func refused17(answer jsontext.Value, r request, url string) jsontext.Value {
	body := r.body
	if r.service == "openpic" {
		body = "" // may hold a slice of a file
	}
	was := answer.Get("ErrorInfo")
	if was.Kind() == jsontext.Text {
		was = jsontext.String(redact(was.Str()))
	}
	dump := "[" + r.service + "][" + r.command + "]failed: \n request url: \n" + url +
		"\n request body: \n" + body + "\n response: \n" + answer.JSON()
	answer.Set("SrcErrorInfo", was)
	answer.Set("ErrorInfo", jsontext.String(redact(dump)))
	return answer
}

// refused13 puts the code in front of the server's text.
func refused13(answer jsontext.Value, _ request, _ string) jsontext.Value {
	answer.Set("ErrorInfo", jsontext.String(redact("["+answer.Get("ErrorCode").Str()+"]"+answer.Get("ErrorInfo").Str())))
	return answer
}

// okAnswer is an answer of the SDK itself.
func okAnswer(info string) jsontext.Value {
	v := jsontext.NewObject()
	v.Set("ActionStatus", jsontext.String("OK"))
	v.Set("ErrorCode", jsontext.Int(0))
	v.Set("ErrorInfo", jsontext.String(info))
	return v
}
