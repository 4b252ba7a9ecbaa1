package webim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRedactReplacesCredentials(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"bad request":                          "bad request",
		"?x=1&a2=TXE_-%2B&y=2":                 "?x=1&a2=***&y=2",
		"?usersig=eJx*Z_-&tinyid=1":            "?usersig=***&tinyid=***",
		"?usersig=&y=2":                        "?usersig=&y=2",
		"?A2=x":                                "?A2=***",
		"accesstoken=x\n body":                 "accesstoken=***\n body",
		`{"A2Key":"x y","TinyId":14411}`:       `{"A2Key":"***","TinyId":***}`,
		`{"Auth_Key": "x", "AuthKey" :"y"}`:    `{"Auth_Key": "***", "AuthKey" :"***"}`,
		`{"Data":"{\"a2\":\"x\",\"b\":1}"}`:    `{"Data":"{\"a2\":\"***\",\"b\":1}"}`,
		"data2=x&notusersig=y&a2b=z, a2 of it": "data2=x&notusersig=y&a2b=z, a2 of it",
		"tinyid或a2为空[openim][sendmsg]":         "tinyid或a2为空[openim][sendmsg]",
	} {
		assert.Equal(t, want, redact(text), text)
	}
}

// No error, console line or report contains a credential, for any response.
func TestErrorsHoldNoTickets(t *testing.T) {
	const sig, a2, tiny, key = "sig-SECRET", "a2-SECRET", "tiny-SECRET", "key-SECRET"
	for _, version := range []string{"1.7", "1.3"} {
		var r *rig
		if version == "1.3" {
			r = newRig(t, "1.3")
			r.scriptSignIn()
			r.init13(strings.Replace(me13, `"userSig":"`, `"userSig":"`+sig, 1))
		} else {
			r = newRig(t, "")
			r.scriptSignIn()
			r.on("openim/login", okWith(`"TinyId":"`+tiny+`","A2Key":"`+a2+`"`))
			r.on("openim/authkey", okWith(`"AuthKey":"`+key+`","IpList":["h"]`))
			r.login(strings.Replace(me17, `"userSig":"`, `"userSig":"`+sig, 1))
		}
		refusal := failWith(30001, "bad request: ?a2="+a2+"&usersig="+sig+`&x={"TinyId":"`+tiny+`","AuthKey":"`+key+`"}`)
		r.on("sns/friend_get_all", refusal, lost, notJSON)
		for range 3 {
			r.call("getAllFriend", `{}`)
		}
		r.on("openpic/pic_up", refusal)
		r.call("uploadPicByBase64", `{}`)
		r.on("openim/login", refusal)
		r.on("group_open_http_svc/group_msg_get", refusal)
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":1,"ReqMsgNumber":1}`)
		r.pushRaw(refusal)
		if version == "1.7" {
			r.login(strings.Replace(me17, `"userSig":"`, `"userSig":"`+sig, 1))
		}
		output := strings.Join(append(r.callbacks(), r.log.lines...), "\n")
		assert.Contains(t, output, "30001")
		assert.NotContains(t, output, "SECRET", version)
	}
}

// The error of an upload does not contain the file's data, in the vendor's test
// environment either.
func TestUploadErrorHasNoBody(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("openpic/pic_up_test", failWith(1, "no"))
	r.SignIn(SignInCall{Name: "login", Info: value(t, me17), Options: value(t, `{"isAccessFormalEnv":false}`), HasDone: true, Done: r.done("login")})
	r.settle()
	r.take()
	r.call("uploadPicByBase64", `{"base64Str":"BYTES"}`)
	assert.NotContains(t, strings.Join(r.callbacks(), "\n"), "BYTES")
}
