package webim

// translation pairs a value of the protocol with its name for users.
type translation struct{ en, ch string }

var (
	groupTypes17 = []translation{{"Public", "公开群"}, {"ChatRoom", "聊天室"}, {"Private", "私有群"}, {"AVChatRoom", "直播聊天室"}}
	groupTypes13 = []translation{{"Public", "公开群"}, {"ChatRoom", "聊天室"}, {"Private", "讨论组"}}
	groupRoles   = []translation{{"Member", "成员"}, {"Admin", "管理员"}, {"Owner", "群主"}}
	msgFlags     = []translation{{"AcceptAndNotify", "接收并提示"}, {"AcceptNotNotify", "接收不提示"}, {"Discard", "屏蔽"}}
)

func groupTypes(dialect13 bool) []translation {
	if dialect13 {
		return groupTypes13
	}
	return groupTypes17
}

// chinese translates text to Chinese. Text that names does not contain is unchanged.
func chinese(dst, text Text, names []translation) (out Text, same bool) {
	for _, n := range names {
		if equal16(text, n.en) {
			return appendStr16(dst, n.ch), false
		}
	}
	return dst, true
}

// english is the reverse of chinese.
func english(dst, text Text, names []translation) (out Text, same bool) {
	for _, n := range names {
		if equal16(text, n.ch) {
			return appendStr16(dst, n.en), false
		}
	}
	return dst, true
}

func groupTypeEn2Ch(dst, text Text, dialect13 bool) (out Text, same bool) {
	return chinese(dst, text, groupTypes(dialect13))
}

func groupTypeCh2En(dst, text Text, dialect13 bool) (out Text, same bool) {
	return english(dst, text, groupTypes(dialect13))
}

func groupRoleEn2Ch(dst, text Text) (out Text, same bool) { return chinese(dst, text, groupRoles) }

func groupRoleCh2En(dst, text Text) (out Text, same bool) { return english(dst, text, groupRoles) }

func groupMsgFlagEn2Ch(dst, text Text) (out Text, same bool) { return chinese(dst, text, msgFlags) }

func groupMsgFlagCh2En(dst, text Text) (out Text, same bool) { return english(dst, text, msgFlags) }
