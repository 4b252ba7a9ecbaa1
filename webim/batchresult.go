package webim

import "webim.js/webim/jsontext"

// The response to a call for several accounts or groups is OK even if some of
// them failed. The SDK turns it into one error: FAIL, and a line for each failure.

// finishItems ends a call on friends or the blacklist (relations.md 1.1), whose
// items are in ResultItem, or getProfilePortrait (relations.md 4.1), whose items
// are in UserProfileItem. With a lead, each line begins with it and the account.
func finishItems(resp Response, done Done, list, lead string) {
	v := resp.Value()
	fail, invalid := v.Get("Fail_Account"), v.Get("Invalid_Account")
	failed := append(append([]jsontext.Value(nil), fail.Items()...), invalid.Items()...)
	if len(failed) == 0 {
		done.succeeded(resp)
		return
	}
	if len(fail.Items()) > 0 { // as in the original; pages may count the accounts
		v.Set("Fail_Account", jsontext.NewArray(failed...))
	}
	items, info := v.Get(list), ""
	for _, account := range failed {
		for i, item := range items.Items() {
			if item.Get("To_Account").Str() != account.Str() {
				continue
			}
			line := prefixInfo(items, i, "ResultCode", "ResultInfo")
			if lead != "" {
				line = lead + account.Str() + "," + line
			}
			info += line + "\n"
			break // only the first item of the account
		}
	}
	if items.Kind() == jsontext.Array {
		v.Set(list, items)
	}
	v.Set("ActionStatus", jsontext.String("FAIL"))
	v.Set("ErrorCode", jsontext.Int(codeFailedItems))
	v.Set("ErrorInfo", jsontext.String(info))
	done.failed(v)
}

// finishPublicInfo ends getGroupPublicInfo: one failed group fails the call
// (groups.md 2.14). The error object also holds the groups that succeeded.
func finishPublicInfo(resp Response, done Done) {
	v := resp.Value()
	if v.Kind() != jsontext.Object {
		done.succeeded(resp)
		return
	}
	groups, info := v.Get("GroupInfo"), ""
	for i, g := range groups.Items() {
		if g.Get("ErrorCode").Float() > 0 {
			info += prefixInfo(groups, i, "ErrorCode", "ErrorInfo") + "\n"
		}
	}
	v.Set("ErrorInfo", jsontext.String(info))
	if info == "" {
		done.ok(v)
		return
	}
	v.Set("GroupInfo", groups)
	v.Set("ActionStatus", jsontext.String("FAIL"))
	done.failed(v)
}

// prefixInfo prefixes an item's text with its code and returns the result.
func prefixInfo(items jsontext.Value, i int, code, info string) string {
	item := items.At(i)
	text := "[" + item.Get(code).Str() + "]" + item.Get(info).Str()
	item.Set(info, jsontext.String(text))
	items.SetAt(i, item)
	return text
}
