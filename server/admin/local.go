package admin

import (
	"context"
	"fmt"
	"io"

	"webim.js/server/archive"
)

// Local has the methods of Client, for a database that no server has open.
type Local struct{ users *Users }

// NewLocal returns a Local for the users of a database.
func NewLocal(u *Users) *Local { return &Local{u} }

// Users lists all users.
func (l *Local) Users(ctx context.Context) ([]User, error) { return l.users.List(ctx, "", "", 0) }

// Edit applies one of the edits add, nick, revoke, delete, disable and enable to a
// user.
func (l *Local) Edit(ctx context.Context, do, name, nick string) error {
	fn, ok := edits[do]
	if !ok {
		return fmt.Errorf("unknown user command %q", do)
	}
	return fn(l.users, ctx, userEdit{do, name, nick})
}

// Backup writes a copy of the database to w.
func (l *Local) Backup(ctx context.Context, w io.Writer) error {
	_, err := l.users.Store.Backup(ctx, w)
	return err
}

// Export writes an archive to w.
func (l *Local) Export(ctx context.Context, w io.Writer) error {
	_, err := archive.Export(ctx, l.users.Store, w)
	return err
}
