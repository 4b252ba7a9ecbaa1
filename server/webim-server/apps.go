package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"webim.js/server/account"
	"webim.js/server/usersig"
)

// appFlags are the flags of a site's applications, and of the keys that verify
// their UserSigs.
type appFlags struct {
	sdkAppID    listFlag
	key, oldKey string
	publicKeys  listFlag
}

func (f *appFlags) define(flags *flag.FlagSet) {
	flags.Var(&f.sdkAppID, "sdkappid", fmt.Sprintf("application `NUMBER` of the site (default: the database's last one, %d in a new database); several as comma-separated NUMBER=KEY, sharing their users", account.DefaultSDKAppID))
	flags.StringVar(&f.key, "key", "", "verify UserSigs of version 2 with this secret `KEY` instead of the database's; set it in the environment, since other users of the machine can read arguments")
	flags.StringVar(&f.oldKey, "old-key", "", "also accept this secret `KEY` while the back end changes to -key")
	flags.Var(&f.publicKeys, "public-key", "comma-separated `FILES` of public keys (PEM: P-256, secp256k1 or RSA) for UserSigs of version 1, which older back ends sign with a private key")
}

// apps returns the applications of -sdkappid; the first has the keys of the other
// flags.
func (f *appFlags) apps() ([]account.App, error) {
	var apps []account.App
	for _, entry := range f.sdkAppID {
		number, key, own := strings.Cut(entry, "=")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil || id < 1 || id > 1<<53 {
			return nil, fmt.Errorf("-sdkappid: invalid number %q", number)
		}
		app := account.App{ID: id}
		if own {
			app.Keys = append(app.Keys, usersig.NewSecret("-sdkappid "+number, key))
		}
		if len(apps) > 0 && key == "" {
			return nil, fmt.Errorf("-sdkappid: missing key of %s: %s=KEY", number, number)
		}
		apps = append(apps, app)
	}
	if apps == nil {
		apps = make([]account.App, 1)
	}
	first := &apps[0]
	for _, k := range []usersig.Key{usersig.NewSecret("-key", f.key), usersig.NewSecret("-old-key", f.oldKey)} {
		if k.Secret != "" {
			first.Keys = append(first.Keys, k)
		}
	}
	if f.oldKey != "" && f.key == "" {
		return nil, fmt.Errorf("-old-key requires -key")
	}
	for _, path := range f.publicKeys {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("-public-key: %w", err)
		}
		k, err := usersig.ParsePublicKey(path, text)
		if err != nil {
			return nil, fmt.Errorf("-public-key: %s: %w", path, err)
		}
		first.Keys = append(first.Keys, k)
	}
	return apps, nil
}
