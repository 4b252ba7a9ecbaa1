package group

import "slices"

// The types of groups.
const (
	private  = "Private"
	public   = "Public"
	chatRoom = "ChatRoom"
	big      = "AVChatRoom"
)

// rank is what an account is in a group, each with the rights of the one
// before.
type rank int

const (
	outsider rank = iota
	ordinary
	admin
	owner
	appAdmin // over all groups, member or not
)

// roles are the names that clients know. An app admin has the role of its
// membership.
var roles = [...]string{outsider: "NotMember", ordinary: "Member", admin: "Admin", owner: "Owner"}

func (r rank) role() string { return roles[min(r, owner)] }

// right is something that not everybody may do in a group.
type right int

const (
	see       right = iota // the profile
	addOthers              // without asking them
	editTexts              // name, introduction, notification, face
	editRest               // of the profile
	setAdmins
	kick // lower ranks
	mute // lower ranks
	handleRequests
	dissolve
	transfer
)

// rules are what makes a type of group.
type rules struct {
	maxMembers  int     // also the default; 0: any number
	applyOption string  // the default
	joining     joining // what an application leads to
	ownerLeaves bool    // the group then has no owner
	memberTips  bool    // members coming and going are told to the others
	pastHidden  bool    // members see what was said since they joined
	quietBirth  bool    // others list the group only once something was said
	needs       [transfer + 1]rank
}

// joining is what becomes of applications.
type joining int

const (
	byOption joining = iota // as the group's ApplyJoinOption says
	never
	always // also without an identity
)

// kinds is the table of the protocol's rules. What nobody may do is left to
// app admins.
var kinds = map[string]rules{
	private: {
		maxMembers: 200, applyOption: disableApply, joining: never,
		ownerLeaves: true, memberTips: true, pastHidden: true, quietBirth: true,
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
