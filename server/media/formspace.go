package media

import (
	"context"
	"sync"

	"webim.js/server/api"
)

// maxForms is the maximum number of pending forms per account.
const maxForms = 8

// forms counts the files of pending forms on disk, by their announced sizes.
type forms struct {
	mu    sync.Mutex
	all   int64 // total in bytes
	files map[string]int
	bytes map[string]int64
}

// reserveForm reserves space for the file of a form before it is received, in the
// quota of its owner and on disk. Other pending forms count as well.
func (m *Media) reserveForm(ctx context.Context, c api.Caller, bytes int64) (release func(), err error) {
	if m.Blobs == nil {
		return nil, api.Errorf(codeParameter, "uploads are disabled")
	}
	release, files, own, all := m.forms.add(c.Account, bytes)
	switch {
	case files > maxForms:
		err = api.Errorf(api.CodeBusy, "more than %d forms at once", maxForms)
	default:
		if err = m.allow(ctx, c.Account, int64(files), own); err == nil {
			err = m.checkSpace(all)
		}
	}
	if err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// add registers a form and returns the totals including it: the number and bytes of
// its account's forms, and the bytes of all forms.
func (f *forms) add(account string, bytes int64) (release func(), files int, own, all int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.files == nil {
		f.files, f.bytes = map[string]int{}, map[string]int64{}
	}
	f.all += bytes
	f.files[account]++
	f.bytes[account] += bytes
	return func() { f.drop(account, bytes) }, f.files[account], f.bytes[account], f.all
}

func (f *forms) drop(account string, bytes int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all -= bytes
	f.bytes[account] -= bytes
	if f.files[account]--; f.files[account] == 0 {
		delete(f.files, account)
		delete(f.bytes, account)
	}
}
