package relation

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// outcome is the result for one account of a batch.
type outcome struct {
	code int // 0 means done
	info string
}

var done outcome

// resultItem is an outcome on the wire.
type resultItem struct {
	To         string `json:"To_Account"`
	ResultCode int
	ResultInfo string
}

// batch is the response to a request for several accounts. The request itself
// succeeds; Fail and Invalid list the accounts that did not.
type batch struct {
	ResultItem []resultItem
	Fail       []string `json:"Fail_Account,omitempty"`    // rejected
	Invalid    []string `json:"Invalid_Account,omitempty"` // no such user
}

// add adds an outcome. A request that waits for consent has a code, but is not
// a failure.
func (b *batch) add(to string, o outcome) {
	b.ResultItem = append(b.ResultItem, resultItem{to, o.code, o.info})
	switch o.code {
	case 0, codeWaits:
	case codeNoAccount, codeNoProfile:
		b.Invalid = append(b.Invalid, to)
	default:
		b.Fail = append(b.Fail, to)
	}
}

// run applies do to each item of a request, in one transaction. Duplicate
// accounts are skipped, because clients expect one outcome for each account.
func run[T any](ctx context.Context, f *Relations, call *api.Call, items []T,
	to func(T) string, do func(*editTx, T) outcome) (any, error) {
	call.SpendNames(len(items))
	var b batch
	err := f.Store.Update(ctx, func(tx store.Tx) error {
		b = batch{}
		e := newEditTx(tx, call.Caller.Account, call.Unix())
		for _, it := range items {
			e.need(to(it))
		}
		tx.Want(e.needs...)
		seen := map[string]bool{}
		for _, it := range items {
			if name := to(it); !seen[name] {
				seen[name] = true
				b.add(name, do(e, it))
			}
		}
		e.finish(f.Outbox)
		return nil
	})
	return b, err
}

// runAccounts is run for a list of accounts.
func runAccounts(ctx context.Context, f *Relations, call *api.Call, accounts api.List,
	do func(e *editTx, to string) outcome) (any, error) {
	return run(ctx, f, call, accounts, func(to string) string { return to }, do)
}

// checkSize returns an error if a batch is missing, empty or too large.
func checkSize[T any](field string, items []T, code int) error {
	if items == nil {
		return api.Missing(field)
	}
	if len(items) == 0 || len(items) > maxBatch {
		return api.Errorf(code, "%s must list 1 to %d entries", field, maxBatch)
	}
	return nil
}

// notListed returns the outcome for an account that is not in a list.
func notListed(r store.Reader, to string, code int, info string) outcome {
	if !account.Exists(r, to) {
		return outcome{codeNoAccount, "no such user"}
	}
	return outcome{code, info}
}
