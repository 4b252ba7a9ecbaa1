package account

import (
	"context"
	"slices"
	"strconv"

	"webim.js/server/api"
	"webim.js/server/store"
	"webim.js/server/usersig"
)

// DefaultSDKAppID is the application of a database without another one, for
// development.
const DefaultSDKAppID = 1400000001

// App is an application that the server accepts: the sdkappid that the site's
// clients and back end send, and the keys that verify its UserSigs. All
// applications of a server share the same users.
type App struct {
	ID   int64         // 0 means the stored application
	Keys []usersig.Key // the first secret signs; the database's own key is added if there is no secret
}

// appRecord is the stored application, for commands and copies of the database.
type appRecord struct {
	ID   int64
	Keys []string // IDs of the keys at the last start
}

var appName = store.Key("app")

// openApps completes the applications. replaced reports whether a key stored
// with the first application is no longer among its keys.
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

// OwnKeyName is the name of the database's own key in messages.
const OwnKeyName = "the database's key"

// Stored describes the application that is stored in a database.
type Stored struct {
	ID     int64
	KeyIDs []string // empty if no server has used the database yet
}

// StoredApp returns the stored application.
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

// secret returns the secret that signs, or "" if there are only public keys.
func (app App) secret() string {
	for _, k := range app.Keys {
		if k.Secret != "" {
			return k.Secret
		}
	}
	return ""
}

// app returns the application of a request.
func (a *Accounts) app(id string) (App, error) {
	for _, app := range a.apps {
		if strconv.FormatInt(app.ID, 10) == id {
			return app, nil
		}
	}
	return App{}, api.Errorf(api.CodeAppMismatch, "sdkappid is not %d", a.apps[0].ID)
}

// SDKAppID returns the id of the server's application; the first, if it has
// several.
func (a *Accounts) SDKAppID() int64 { return a.apps[0].ID }

// KeyIDs returns the IDs of the keys that verify the application's UserSigs.
func (a *Accounts) KeyIDs() (ids []string) { return a.apps[0].keyIDs() }

func (app App) keyIDs() (ids []string) {
	for _, k := range app.Keys {
		ids = append(ids, k.ID())
	}
	return ids
}
