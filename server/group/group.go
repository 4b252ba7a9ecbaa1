// Package group implements groups, their members and their messages.
//
// A group's messages and tips share one sequence without gaps (MsgSeq) and are
// stored once, with the group. Members are notified by an event that refers to
// that record. The record holds the event's stamp, so events that a poll missed
// are found again through the groups of its user (see Source), and a message to
// a hundred members is one transaction and one record.
//
// Permissions are a table (rules.go): a command names the right it needs and checks
// it against the group together with the caller's rank (groupTx). Every command is
// one transaction, so a request that fails changes nothing. Commands that affect
// hundreds of members take several transactions and validate all members in the
// first.
//
// Events name the group rather than its members; each process resolves them at
// delivery (audience.go).
//
// Big groups (AVChatRoom) keep no history. Their messages are held in an
// in-memory ring for the polls of their watchers, with or without identity.
package group

import (
	"slices"
	"sync"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/plainjson"
	"webim.js/server/store"
)

// Config holds the dependencies and options of New.
type Config struct {
	Store  store.Store
	Outbox *deliver.Outbox
	Clock  clock.Clock

	// Admins are the accounts with all rights in every group of the app. Only
	// they may send custom notices.
	Admins []string

	// MaxOwned is the maximum number of groups that one user may own; 0 means no
	// limit.
	MaxOwned int

	// Blocked reports whether to has from on the blacklist. A blocked user
	// cannot add the other to a group, and their application is not shown to the
	// other. It may be nil.
	Blocked     func(r store.Reader, from, to string) bool
	BlockedNeed func(from, to string) store.Need // reads of Blocked

	// MarkUsed is called with each text that is stored, since it may refer to
	// uploaded files.
	MarkUsed func(tx store.Tx, text []byte)

	// Key signs the LongPollingKeys of big groups. All processes of a server
	// share it.
	Key []byte

	// InviteConsent makes members of private groups invite instead of add: the
	// invitee has to accept (ReportType 12).
	InviteConsent bool
}

// Groups implements the group commands.
type Groups struct {
	Config
	rings     *rings
	listed    *directory
	audiences *audiences
	closing   chan struct{}
	once      sync.Once
}

// New returns the group commands for c.
func New(c Config) *Groups {
	g := &Groups{
		Config: c, rings: newRings(c.Clock), listed: newDirectory(c.Store), audiences: newAudiences(c.Store),
		closing: make(chan struct{}),
	}
	g.rings.follow(c.Store)
	g.audiences.follow()
	return g
}

// Audience returns the receivers of an event, for deliver.Follow.
func (g *Groups) Audience(ev *deliver.Event) ([]string, error) { return g.audiences.Of(ev) }

// Shutdown ends all waiting polls of big groups; later polls return
// immediately.
func (g *Groups) Shutdown() { g.once.Do(func() { close(g.closing) }) }

const (
	service        = "group_open_http_svc"
	bigService     = "group_open_http_noauth_svc"
	bigPollService = "group_open_long_polling_http_noauth_svc"
)

// Commands returns the table of group commands.
func (g *Groups) Commands() []api.Command {
	commands := []api.Command{
		{Name: "create_group", Handler: g.create},
		{Name: "modify_group_base_info", Handler: g.modify},
		{Name: "change_group_owner", Handler: g.changeOwner},
		{Name: "destroy_group", Handler: g.destroy},

		{Name: "get_group_info", Handler: g.info},
		{Name: "get_group_public_info", Handler: g.publicInfo},
		{Name: "get_joined_group_list", Handler: g.joinedList},
		{Name: "search_group", Handler: g.search, Access: api.Anyone},

		{Name: "apply_join_group", Handler: g.apply},
		{Name: "handle_apply_join_group", Handler: g.handleRequest},
		{Name: "handle_invite_join_group", Handler: g.handleInvitation},
		{Name: "get_pendency", Handler: g.getPendency},
		{Name: "report_pendency", Handler: g.reportPendency},

		{Name: "get_group_member_info", Handler: g.memberList},
		{Name: "get_role_in_group", Handler: g.rolesOf},
		{Name: "add_group_member", Handler: g.add},
		{Name: "modify_group_member_info", Handler: g.modifyMember},
		{Name: "forbid_send_msg", Handler: g.forbid},
		{Name: "delete_group_member", Handler: g.removeMembers},
		{Name: "quit_group", Handler: g.quit},

		{Name: "send_group_msg", Handler: g.send, OnBehalf: true},
		{Name: "group_msg_get", Handler: g.history},
		{Name: "msg_read_report", Handler: g.markRead},
		{Name: "send_group_system_notification", Handler: g.sendNotice},

		{Name: "get_appid_group_list", Handler: g.listAll, Access: api.BackEnds},
		{Name: "get_group_shutted_uin", Handler: g.muted, Access: api.BackEnds},
		{Name: "group_msg_get_simple", Handler: g.history, Access: api.BackEnds},
		{Name: "import_group", Handler: g.importGroup, Access: api.BackEnds},
		{Name: "import_group_msg", Handler: g.importMessages, Access: api.BackEnds, FromOthers: true},
		{Name: "import_group_member", Handler: g.importMembers, Access: api.BackEnds},
	}
	for i := range commands {
		commands[i].Service = service
	}
	// Clients without identity can watch big groups.
	return append(commands,
		api.Command{Service: bigService, Name: "apply_join_group", Handler: g.apply, Access: api.Anyone},
		api.Command{Service: bigService, Name: "quit_group", Handler: g.quit, Access: api.Anyone},
		api.Command{Service: bigPollService, Name: "get_msg", Handler: g.poll, Access: api.Anyone, Waits: true},
	)
}

// blocked reports whether to has from on the blacklist.
func (g *Groups) blocked(r store.Reader, from, to string) bool {
	return g.Blocked != nil && !g.isAppAdmin(from) && g.Blocked(r, from, to)
}

// markUsed calls MarkUsed with the JSON of a record.
func (g *Groups) markUsed(tx store.Tx, record any) {
	text, err := plainjson.Marshal(record)
	if err != nil {
		tx.Fail(err)
	}
	g.MarkUsed(tx, text)
}

func (g *Groups) isAppAdmin(name string) bool {
	return name == account.System || name != "" && slices.Contains(g.Admins, name)
}
