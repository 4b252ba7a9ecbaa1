package webim

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// tipArgs builds the arguments of OpTip as the page's script does, with no more items
// than needed. Each entry has width arguments; "nil" becomes nil.
func tipArgs(opType string, width int, items ...string) []Text {
	args := []Text{units(opType), units("owner"), units(strconv.Itoa(len(items) / width))}
	for i, item := range items {
		if opType != "6" && i == maxTipItems*width {
			break
		}
		if item == "nil" {
			args = append(args, nil)
		} else {
			args = append(args, units(item))
		}
	}
	return args
}

// The HTML equals that of the traces recorded from the original, which is identical in
// 1.3 and 1.7.
func TestTipHTMLEqualsRecorded(t *testing.T) {
	var many, muted []string
	for i := range 13 {
		many = append(many, fmt.Sprint("user", i))
		muted = append(muted, fmt.Sprint("user", i), "5")
	}
	bob, both := []string{"bob"}, []string{"bob", "eve"}
	for _, c := range []struct {
		op    string
		width int
		items []string
		want  string
	}{
		{"1", 1, bob, "owner邀请了bob,加入该群"},
		{"1", 1, both, "owner邀请了bob,eve,加入该群"},
		{"1", 1, many, "owner邀请了user0,user1,user2,user3,user4,user5,user6,user7,user8,user9,等13人加入该群"},
		{"1", 1, nil, "owner邀请了加入该群"},
		{"2", 1, bob, "owner主动退出该群"},
		{"2", 1, both, "owner主动退出该群"},
		{"2", 1, many, "owner主动退出该群"},
		{"2", 1, nil, "owner主动退出该群"},
		{"3", 1, bob, "owner将bob,踢出该群"},
		{"3", 1, both, "owner将bob,eve,踢出该群"},
		{"3", 1, many, "owner将user0,user1,user2,user3,user4,user5,user6,user7,user8,user9,等13人踢出该群"},
		{"3", 1, nil, "owner将踢出该群"},
		{"4", 1, bob, "owner将bob,设为管理员"},
		{"4", 1, both, "owner将bob,eve,设为管理员"},
		{"4", 1, many, "owner将user0,user1,user2,user3,user4,user5,user6,user7,user8,user9,等13人设为管理员"},
		{"4", 1, nil, "owner将设为管理员"},
		{"5", 1, bob, "owner取消bob,的管理员资格"},
		{"5", 1, both, "owner取消bob,eve,的管理员资格"},
		{"5", 1, many, "owner取消user0,user1,user2,user3,user4,user5,user6,user7,user8,user9,等13人的管理员资格"},
		{"5", 1, nil, "owner取消的管理员资格"},
		{"6", 2, []string{"1", "value 1", "2", "value 2", "3", "value 3", "4", "value 4", "5", "value 5", "9", "value 9"},
			"owner修改了群资料：群头像为value 1; 群名称为value 2; 群主为value 3; 群公告为value 4; 群简介为value 5; 未知信息为:type=9,value=value 9; "},
		{"7", 2, []string{"a", "60", "b", "0", "c", "nil", "d", "nil"},
			"owner修改了群成员资料:a: 禁言60秒; b: 取消禁言; c:  shutupTime为空d:  shutupTime为空"},
		{"7", 2, []string{"a", "60", "b", "0", "c", "nil"},
			"owner修改了群成员资料:a: 禁言60秒; b: 取消禁言; c:  shutupTime为空"},
		{"7", 2, muted, "owner修改了群成员资料:user0: 禁言5秒; user1: 禁言5秒; user2: 禁言5秒; user3: 禁言5秒; user4: 禁言5秒; " +
			"user5: 禁言5秒; user6: 禁言5秒; user7: 禁言5秒; user8: 禁言5秒; user9: 禁言5秒; 等13人"},
		{"42", 1, nil, "未知群提示消息类型：type=42"},

		// The tips of the trace "receive: group tips".
		{"3", 1, []string{"eve"}, "owner将eve,踢出该群"},
		{"6", 2, []string{"1", "f", "2", "new", "3", "bob", "4", "note", "5", "intro"},
			"owner修改了群资料：群头像为f; 群名称为new; 群主为bob; 群公告为note; 群简介为intro; "},
		{"7", 2, []string{"bob", "60"}, "owner修改了群成员资料:bob: 禁言60秒; "},
		{"7", 2, []string{"bob", "60", "eve", "0"}, "owner修改了群成员资料:bob: 禁言60秒; eve: 取消禁言; "},

		// The traces do not cover these arguments.
		{"1", 1, many[:10], "owner邀请了user0,user1,user2,user3,user4,user5,user6,user7,user8,user9,加入该群"},
		{"7", 2, []string{"a", "", "b", "0.0", "c", "soon"}, "owner修改了群成员资料:a: 取消禁言; b: 取消禁言; c: 禁言soon秒; "},
		{"undefined", 1, nil, "未知群提示消息类型：type=undefined"},
		{"11", 1, bob, "未知群提示消息类型：type=11"},
		{"", 1, nil, "未知群提示消息类型：type="},
	} {
		for _, dialect13 := range []bool{false, true} {
			got := renderTexts(OpTip, dialect13, tipArgs(c.op, c.width, c.items...)...)
			assert.Equal(t, "[群提示消息]"+c.want, got, "%s %v", c.op, c.items)
			assert.Equal(t, []any{got}, parseHTML(got))
		}
	}
}

func TestTipsIgnoreInvalidArguments(t *testing.T) {
	many := tipArgs("1", 1, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
	many = append(many, units("k"), units("l"))
	many[2] = units("12")
	assert.Equal(t, "[群提示消息]owner邀请了a,b,c,d,e,f,g,h,i,j,等12人加入该群", renderTexts(OpTip, false, many...), "superfluous items must be ignored")
	for _, total := range []string{"", "x", "-1", "1e99", "NaN"} {
		many[2] = units(total)
		assert.Equal(t, "[群提示消息]owner邀请了a,b,c,d,e,f,g,h,i,j,加入该群", renderTexts(OpTip, false, many...), total)
	}
	half := append(tipArgs("7", 2, "a", "1"), units("b"))
	assert.Equal(t, "[群提示消息]owner修改了群成员资料:a: 禁言1秒; ", renderTexts(OpTip, false, half...), "an incomplete entry must be ignored")
	assert.Equal(t, "[群提示消息]主动退出该群", renderTexts(OpTip, false, units("2"), nil, units("0")))
}
