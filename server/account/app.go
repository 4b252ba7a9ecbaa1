package account

import (
	"context"
	"slices"
	"strconv"

	"webim.js/server/api"
	"webim.js/server/store"
	"webim.js/server/usersig"
)

// DefaultSDKAppID is the application of a database that was given no other: for
// development.
const DefaultSDKAppID = 1400000001

// App is an application that the server accepts: the number that a site's pages
// and back end send as sdkappid, and the keys that its UserSigs are checked
// with. All applications of a server have the same users.
type App struct {
	ID   int64         // 0: the database's
	Keys []usersig.Key // the first secret signs; without a secret the database's own key is one more
}

// appRecord is the stored application, so that commands, and a copy of the
// database, know it.
type appRecord struct {
	ID   int64
	Keys []string // IDs of the keys that the last server had
}

var appName = store.Key("app")

// openApps completes the applications. replaced reports whether a key of the
// first, which storeApp stores, is no longer among its keys.
func openApps(ctx context.Context, s store.Store, own string, given []App) (apps []App, replaced bool, err error) {
	stored, err := StoredApp(ctx, s)
	if err != nil {
		return nil, false, err
	}
	if len(given) == 0 {
		given = []App{{ID: stored.ID}}
	}
	for _, app := range given {
		if app.ID == 0 {
			app.ID = stored.ID
		}
		if app.secret() == "" {
			app.Keys = append(app.Keys[:len(app.Keys):len(app.Keys)], usersig.NewSecret(OwnKeyName, own))
		}
		apps = append(apps, app)
	}
	had := stored.KeyIDs
	if len(had) == 0 {
		had = []string{usersig.NewSecret(OwnKeyName, own).ID()}
	}
	replaced = slices.ContainsFunc(had, func(id string) bool { return !slices.Contains(apps[0].keyIDs(), id) })
	return apps, replaced, nil
}

// storeApp stores the first application.
func (a *Accounts) storeApp(ctx context.Context) error {
	return a.store.Update(ctx, func(tx store.Tx) error {
		r := appRecord{ID: a.apps[0].ID, Keys: a.apps[0].keyIDs()}
		if old, ok := store.Load[appRecord](tx, configBucket, appName); !ok || old.ID != r.ID || !slices.Equal(old.Keys, r.Keys) {
			store.Save(tx, configBucket, appName, r)
		}
		return nil
	})
}

// OwnKeyName names the database's own key for people.
const OwnKeyName = "the database's key"

// Stored is what a database says of the application that it was served for.
type Stored struct {
	ID     int64
	KeyIDs []string // none: it was not served yet
}

// StoredApp reads it.
func StoredApp(ctx context.Context, s store.Store) (app Stored, err error) {
	err = s.View(ctx, func(r store.Reader) error {
		rec, ok := store.Load[appRecord](r, configBucket, appName)
		if !ok {
			rec.ID = DefaultSDKAppID
		}
		app = Stored{rec.ID, rec.Keys}
		return nil
	})
	return app, err
}

// secret is what signs, "" if only public keys are there.
func (app App) secret() string {
	for _, k := range app.Keys {
		if k.Secret != "" {
			return k.Secret
		}
	}
	return ""
}

// app finds the application that a request is for.
func (a *Accounts) app(id string) (App, error) {
	for _, app := range a.apps {
		if strconv.FormatInt(app.ID, 10) == id {
			return app, nil
		}
	}
	return App{}, api.Errorf(api.CodeAppMismatch, "sdkappid is not %d", a.apps[0].ID)
}

// SDKAppID is the application of this server; the first, if it has several.
func (a *Accounts) SDKAppID() int64 { return a.apps[0].ID }

// KeyIDs are those of the keys that the application's UserSigs are checked with.
func (a *Accounts) KeyIDs() (ids []string) { return a.apps[0].keyIDs() }

func (app App) keyIDs() (ids []string) {
	for _, k := range app.Keys {
		ids = append(ids, k.ID())
	}
	return ids
}
