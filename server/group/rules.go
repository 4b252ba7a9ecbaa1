package group

import "slices"

// The types of groups.
const (
	private  = "Private"
	public   = "Public"
	chatRoom = "ChatRoom"
	big      = "AVChatRoom"
)

// rank is the rank of an account in a group. Each rank includes the rights of
// the ranks below.
type rank int

const (
	outsider rank = iota
	ordinary
	admin
	owner
	appAdmin // administrator of the application, in all groups
)

// roles are the role names of the protocol. An app admin has the role of its
// membership.
var roles = [...]string{outsider: "NotMember", ordinary: "Member", admin: "Admin", owner: "Owner"}

func (r rank) role() string { return roles[min(r, owner)] }

// right is an action that requires a rank.
type right int

const (
	see       right = iota // see the profile
	addOthers              // add members without their consent
	editTexts              // edit name, introduction, notification, face URL
	editRest               // edit other fields of the profile
	setAdmins
	kick // remove members of lower ranks
	mute // mute members of lower ranks
	handleRequests
	dissolve
	transfer
)

// rules defines a type of group.
type rules struct {
	maxMembers        int     // also the default; 0 means no limit
	applyOption       string  // the default
	joining           joining // how applications are handled
	ownerLeaves       bool    // the group then has no owner
	memberTips        bool    // a tip is posted when members join or leave
	pastHidden        bool    // members only see messages sent since they joined
	unlistedWhenEmpty bool    // only the owner lists the group before its first message
	needs             [transfer + 1]rank
}

// joining defines how applications are handled.
type joining int

const (
	byOption joining = iota // according to the group's ApplyJoinOption
	never
	always // also without an identity
)

// kinds is the protocol's table of group types. Actions that no member may
// perform are left to app admins.
var kinds = map[string]rules{
	private: {
		maxMembers: 200, applyOption: disableApply, joining: never,
		ownerLeaves: true, memberTips: true, pastHidden: true, unlistedWhenEmpty: true,
		needs: [...]rank{
			see: ordinary, addOthers: ordinary, editTexts: ordinary, editRest: owner, setAdmins: appAdmin,
			kick: owner, mute: appAdmin, handleRequests: appAdmin, dissolve: appAdmin, transfer: owner,
		},
	},
	public: {
		maxMembers: 2000, applyOption: needPermission,
		memberTips: true, pastHidden: true,
		needs: [...]rank{
			see: outsider, addOthers: appAdmin, editTexts: admin, editRest: admin, setAdmins: owner,
			kick: admin, mute: admin, handleRequests: admin, dissolve: owner, transfer: owner,
		},
	},
	chatRoom: {
		maxMembers: 10000, applyOption: freeAccess,
		needs: [...]rank{
			see: outsider, addOthers: appAdmin, editTexts: admin, editRest: admin, setAdmins: owner,
			kick: admin, mute: admin, handleRequests: admin, dissolve: owner, transfer: owner,
		},
	},
	big: {
		applyOption: freeAccess, joining: always, memberTips: true,
		needs: [...]rank{
			see: outsider, addOthers: appAdmin, editTexts: owner, editRest: owner, setAdmins: appAdmin,
			kick: appAdmin, mute: admin, handleRequests: appAdmin, dissolve: owner, transfer: appAdmin,
		},
	},
}

// The values of ApplyJoinOption.
const (
	freeAccess     = "FreeAccess"
	needPermission = "NeedPermission"
	disableApply   = "DisableApply"
)

// The values of MsgFlag.
const (
	acceptAndNotify = "AcceptAndNotify"
	acceptNotNotify = "AcceptNotNotify"
	discard         = "Discard"
)

func isApplyOption(s string) bool {
	return slices.Contains([]string{freeAccess, needPermission, disableApply}, s)
}

func isMsgFlag(s string) bool {
	return slices.Contains([]string{acceptAndNotify, acceptNotNotify, discard}, s)
}
