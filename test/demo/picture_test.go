package demo

import (
	"flag"
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// picture makes the README's screenshot:
//
//	go test ./test/demo -run TestPicture -picture "$PWD/docs/demo.png"
var picture = flag.String("picture", "", "write a screenshot of the demo to this `FILE`")

func TestPicture(t *testing.T) {
	if *picture == "" {
		t.Skip("no -picture is wanted")
	}
	s := stack.Start(t)
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	bob := visit(t, s, browser.Chromium, desktop, "1.3", "bob")
	carol := visit(t, s, browser.Chromium, desktop, "1.7", "carol")
	erin := visit(t, s, browser.Chromium, desktop, "1.3", "erin")

	alice.clicks(`#panel_sessions [data-opens="create_group"]`, "")
	alice.fills("#create_group_name", "接口评审小组")
	for _, user := range []string{"bob", "carol", "dave", "erin"} {
		alice.clicks(`#create_group_members [value="`+user+`"]`, "")
	}
	alice.clicks("#create_group_ok", "")
	alice.shows("#composer")
	alice.says("大家好，周五下午三点评审新接口，三楼会议室[微笑]")
	for _, v := range []*visitor{bob, carol, erin} {
		v.unread("接口评审小组", 1, "林小夏：大家好，周五下午三点评审新接口，三楼会议室[微笑]")
		v.picks("接口评审小组")
	}
	bob.says("收到[玫瑰]")
	bob.says("接口文档今天下班前发到群里，麻烦大家先看第二章：登录和会话。")
	carol.says("好的，我来带投影仪")
	erin.says("我这边的联调结果也一起过一下[可爱]")
	alice.says("太好了，那就这么定")
	alice.clicks("#details_toggle", "")
	alice.clicks(".details button", "邀请成员")
	alice.clicks(`#invite_people [value="frank"]`, "")
	alice.clicks("#invite footer button", "邀请")
	alice.shows(`[data-member="frank"]`)

	erin.opens("alice")
	erin.says("小夏，联调的日志我放到共享盘了")
	carol.opens("alice")
	carol.says("会议室订好了")
	carol.says("要不要再叫上浩然？[疑问]")
	bob.opens("alice")
	bob.says("文档链接稍后给你[呲牙]")
	alice.unread("陈默", 1, "文档链接稍后给你[呲牙]")
	alice.unread("苏晴", 2, "要不要再叫上浩然？[疑问]")

	alice.Eval(`document.getElementById('message_text').focus()`, nil)
	alice.WaitFor(`!document.querySelector('.toast')`)
	alice.Screenshot(*picture)
}
