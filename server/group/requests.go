package group

import (
	"crypto/rand"
	"encoding/json"

	"webim.js/server/api"
	"webim.js/server/store"
)

// Requests to join are pending until they are handled. They are listed from
// these records for the current leaders of the group, so a new admin sees them
// and a former admin does not.
//
//	group_requests          group, account → request    the account's latest application
//	group_open_requests     group, account → (empty)    pending applications
//	group_applicants        account, group → (empty)    pending applications, by account
//	group_invitations       account, group → request    the group's latest invitation
//	group_hidden_requests   account, notice → (empty)   notices an account has deleted
const (
	requestsBucket    store.Bucket = "group_requests"
	openBucket        store.Bucket = "group_open_requests"
	applicantsBucket  store.Bucket = "group_applicants"
	invitationsBucket store.Bucket = "group_invitations"
	hiddenBucket      store.Bucket = "group_hidden_requests"
)

// request is an application or an invitation.
type request struct {
	Serial      uint64 // of an invitation's group
	Key         uint64 // MsgKey
	Auth        string // Authentication
	Notice      uint64 // identifies the stored notice, together with Random; new with each repetition
	Random      int64
	From        string // applicant or inviter
	To          string // invitee
	Text        string // ApplyMsg
	UserDefined string
	Time        int64 // Unix seconds
	Handled     bool
	Agreed      bool
	Answer      string // ApprovalMsg
	By          string // the account that handled it
}

// renew returns a request that replaces an earlier one. It keeps the key of a
// pending one, so that the notices of both can be handled.
func renew(tx store.Tx, earlier request, known bool, now int64) request {
	q := request{Key: earlier.Key, Auth: earlier.Auth, Time: now, Notice: tx.Stamp(), Random: random()}
	if !known || earlier.Handled {
		q.Key, q.Auth = q.Notice, rand.Text()
	}
	return q
}

// body returns the notice of a request.
func (q request) body(report int) notice {
	return notice{
		ReportType: report, Operator: q.From, RemarkInfo: q.Text,
		MsgKey: q.Key, Authentication: q.Auth, UserDefinedField: q.UserDefined,
	}
}

func (q request) item(gtx *groupTx, to string, report int) noticeItem {
	return gtx.notice(to, q.Notice, q.Random, q.Time, q.body(report))
}

// maxApplications is the maximum number of pending applications of one account,
// since each notifies the leaders of a group.
const maxApplications = 100

// saveApplication stores an application and notifies the leaders.
func (g *Groups) saveApplication(tx store.Tx, gtx *groupTx, text, userDefined string) error {
	key := store.Key(gtx.id, gtx.me)
	if tx.Get(openBucket, key) == nil && len(someAccounts(tx, applicantsBucket, gtx.me, "", maxApplications)) == maxApplications {
		return api.Errorf(codeTooMany, "pending application limit reached (%d)", maxApplications)
	}
	earlier, known := store.Load[request](tx, requestsBucket, key)
	q := renew(tx, earlier, known, gtx.now)
	q.From, q.Text, q.UserDefined = gtx.me, text, userDefined
	store.Save(tx, requestsBucket, key, q)
	tx.Put(openBucket, key, nil)
	tx.Put(applicantsBucket, store.Key(gtx.me, gtx.id), nil)
	for _, leader := range gtx.leaders() {
		if g.blocked(tx, gtx.me, leader) {
			continue
		}
		g.notifyItem(tx, q.item(gtx, leader, noticeRequest), "")
	}
	return nil
}

// closePending closes the pending requests of an account that has become a
// member.
func (g *Groups) closePending(tx store.Tx, gtx *groupTx, account string) {
	key := store.Key(gtx.id, account)
	if tx.Get(openBucket, key) != nil {
		q, _ := store.Load[request](tx, requestsBucket, key)
		gtx.close(tx, q, account, true, "")
	}
	if q, of := g.invitation(tx, account, gtx.id); of != nil && !q.Handled {
		closeInvitation(tx, gtx.id, account, q, true, "")
	}
}

// close stores the outcome of an application.
func (gtx *groupTx) close(tx store.Tx, q request, applicant string, agreed bool, response string) {
	q.Handled, q.Agreed, q.Answer, q.By = true, agreed, response, gtx.me
	store.Save(tx, requestsBucket, store.Key(gtx.id, applicant), q)
	tx.Delete(openBucket, store.Key(gtx.id, applicant))
	tx.Delete(applicantsBucket, store.Key(applicant, gtx.id))
	for _, leader := range gtx.leaders() {
		tx.Delete(hiddenBucket, store.Key(leader, q.Notice))
	}
}

// eachPending visits the pending requests that an account has to decide on,
// until visit returns false: applications to the groups it leads, then its
// invitations.
func (g *Groups) eachPending(r store.Reader, account string, visit func(noticeItem) bool) {
	r.Want(joinedNeed(account), store.WantRange(invitationsBucket, store.Prefix(account), 0))
	ids := groupsOf(r, account)
	needs := make([]store.Need, len(ids))
	for i, id := range ids {
		needs[i] = store.WantRange(openBucket, store.Prefix(id), 0)
	}
	r.Want(needs...)
	g.wantPending(r, account, ids)
	for _, id := range ids {
		var gtx *groupTx
		for _, applicant := range accounts(r, openBucket, id) {
			if gtx == nil {
				gtx = g.load(r, id)
			}
			if gtx.roleOf(r, account) < max(admin, gtx.rules.needs[handleRequests]) {
				break
			}
			q, _ := store.Load[request](r, requestsBucket, store.Key(id, applicant))
			if g.blocked(r, applicant, account) {
				continue
			}
			if !visit(q.item(gtx, account, noticeRequest)) {
				return
			}
		}
	}
	for _, id := range accounts(r, invitationsBucket, account) {
		if q, gtx := g.invitation(r, account, id); gtx != nil && !q.Handled && !g.blocked(r, q.From, account) && !visit(q.item(gtx, account, noticeInvited)) {
			return
		}
	}
}

// wantPending prefetches the pending requests of groups and of the account
// itself.
func (g *Groups) wantPending(r store.Reader, account string, ids []string) {
	var busy []string
	var needs []store.Need
	blocked := func(from string) {
		if g.BlockedNeed != nil {
			needs = append(needs, g.BlockedNeed(from, account))
		}
	}
	for _, id := range ids {
		applicants := accounts(r, openBucket, id)
		for _, applicant := range applicants {
			needs = append(needs, store.WantKey(requestsBucket, store.Key(id, applicant)))
			blocked(applicant)
		}
		if len(applicants) > 0 {
			busy = append(busy, id)
		}
	}
	for k, v := range r.Scan(invitationsBucket, store.Prefix(account)) {
		_, rest, _ := store.CutString(k)
		id, _, _ := store.CutString(rest)
		busy = append(busy, id)
		blocked(store.Decode[request](r, v).From)
	}
	if len(busy) == 0 {
		return
	}
	r.Want(append(needs, groupNeeds(account, busy)...)...)
}

// load returns the group as seen by the server itself.
func (g *Groups) load(r store.Reader, id string) *groupTx {
	rec, _ := store.Load[Group](r, groupsBucket, store.Key(id))
	return &groupTx{
		id: id, Group: rec, conversation: loadConversation(r, id), rules: kinds[rec.Type], app: g.isAppAdmin, now: g.Clock.Now().Unix(),
	}
}

// maxListed is the maximum number of requests in a getmsg response.
const maxListed = 100

// JoinRequests returns the notices of an account's pending requests, except
// those that it has deleted. They are delivered again at each sign-in.
func (g *Groups) JoinRequests(r store.Reader, account string) []json.RawMessage {
	var all []noticeItem
	var needs []store.Need
	g.eachPending(r, account, func(it noticeItem) bool {
		all = append(all, it)
		needs = append(needs, store.WantKey(hiddenBucket, store.Key(account, it.ClientSeq)))
		return true
	})
	if len(all) > 0 {
		r.Want(needs...)
	}
	var items []json.RawMessage
	for _, it := range all {
		if len(items) < maxListed && r.Get(hiddenBucket, store.Key(account, it.ClientSeq)) == nil {
			items = append(items, it.encode(r))
		}
	}
	return items
}

// Notices calls visit with the seq and random of each notice that JoinRequests
// returns.
func (g *Groups) Notices(r store.Reader, account string, visit func(seq, random int64)) {
	g.eachPending(r, account, func(it noticeItem) bool {
		visit(int64(it.ClientSeq), it.Random)
		return true
	})
}

// HideNotice removes a notice from the JoinRequests of one account. The request
// itself stays pending.
func HideNotice(tx store.Tx, account string, seq int64) {
	tx.Put(hiddenBucket, store.Key(account, uint64(seq)), nil)
}
