package main

import (
	"flag"
	"fmt"
	"log/slog"

	"webim.js/server/callback"
)

// callbackFlags are the flags of the callbacks to the site's back end.
type callbackFlags struct {
	url, token, absent string
	commands           listFlag
}

// Values of -callback-absent: the decision if the receiver does not respond.
const (
	absentAllows  = "allow"
	absentForbids = "forbid"
)

func (f *callbackFlags) define(flags *flag.FlagSet) {
	flags.StringVar(&f.url, "callback", "", "send the vendor's callbacks to the site's back end at `URL`, before and after messages and changes of groups")
	flags.Var(&f.commands, "callback-commands", "comma-separated `NAMES` of the callbacks to send, for example C2C.CallbackBeforeSendMsg (default: all)")
	flags.StringVar(&f.token, "callback-token", "", "sign callbacks with this `SECRET` (Sign and RequestTime in the address); set it in the environment, since other users of the machine can read arguments")
	flags.StringVar(&f.absent, "callback-absent", absentAllows, "`allow` or forbid an operation if its callback gets no response within two seconds")
}

// open returns the callbacks, or nil if -callback is not set.
func (f *callbackFlags) open(log *slog.Logger, observe func(command, outcome string)) (*callback.Callbacks, error) {
	if f.absent != absentAllows && f.absent != absentForbids {
		return nil, fmt.Errorf("-callback-absent: must be %s or %s, not %q", absentAllows, absentForbids, f.absent)
	}
	if f.url == "" {
		return nil, nil
	}
	c, err := callback.New(callback.Config{
		URL: f.url, Commands: f.commands, Token: f.token, Forbid: f.absent == absentForbids, Log: log, Observe: observe,
	})
	if err != nil {
		return nil, fmt.Errorf("-callback: %w", err)
	}
	return c, nil
}
