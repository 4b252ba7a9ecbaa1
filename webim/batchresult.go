package webim

import "webim.js/webim/jsontext"

// A call for several accounts or groups answers OK even if some failed. The SDK
// makes one error of it: FAIL, 99999, and a line for each failure.

// finishBatch ends a call on friends or black list (relations.md 1.1).
func finishBatch(_ *Client, a Answer, done Done) {
	finishItems(a, done, "ResultItem", func(string) string { return "" })
}

// finishProfiles ends getProfilePortrait (relations.md 4.1).
func finishProfiles(_ *Client, a Answer, done Done) {
	finishItems(a, done, "UserProfileItem", func(account string) string { return "账号:" + account + "," })
}

func finishItems(a Answer, done Done, list string, lead func(account string) string) {
	v := a.Value()
	fail, invalid := v.Get("Fail_Account"), v.Get("Invalid_Account")
	failed := append(append([]jsontext.Value(nil), fail.Items()...), invalid.Items()...)
	if len(failed) == 0 {
		done.ok(a)
		return
	}
	if fail.Len() > 0 && invalid.Len() > 0 { // the original's array grows; pages may count it
		v.Set("Fail_Account", jsontext.NewArray(failed...))
	}
	items, info := v.Get(list), ""
	for _, account := range failed {
		for i, item := range items.Items() {
			if item.Get("To_Account").Str() != account.Str() {
				continue
			}
			text := "[" + item.Get("ResultCode").Str() + "]" + item.Get("ResultInfo").Str()
			item.Set("ResultInfo", jsontext.String(text))
			items.SetAt(i, item)
			info += lead(account.Str()) + text + "\n"
			break
		}
	}
	if items.Kind() == jsontext.Array {
		v.Set(list, items)
	}
	v.Set("ActionStatus", jsontext.String("FAIL"))
	v.Set("ErrorCode", jsontext.Int(codeFailedItems))
	v.Set("ErrorInfo", jsontext.String(info))
	done.err(v)
}

// finishPublicInfo ends getGroupPublicInfo: one group that cannot be shown
// fails the call (groups.md 2.14). The good ones are in the same object.
func finishPublicInfo(_ *Client, a Answer, done Done) {
	v := a.Value()
	groups, info, failed := v.Get("GroupInfo"), "", false
	for i, g := range groups.Items() {
		if !(g.Get("ErrorCode").Float() > 0) {
			continue
		}
		failed = true
		text := "[" + g.Get("ErrorCode").Str() + "]" + g.Get("ErrorInfo").Str()
		g.Set("ErrorInfo", jsontext.String(text))
		groups.SetAt(i, g)
		info += text + "\n"
	}
	v.Set("ErrorInfo", jsontext.String(info))
	if !failed {
		done.ok(v)
		return
	}
	v.Set("GroupInfo", groups)
	v.Set("ActionStatus", jsontext.String("FAIL"))
	done.err(v)
}
