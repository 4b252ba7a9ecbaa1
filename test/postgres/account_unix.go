//go:build unix

package postgres

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user that PostgreSQL runs as. Without a credential it is the
// current one.
type account struct{ credential *syscall.Credential }

// ordinaryAccount returns an account other than root, as PostgreSQL requires.
func ordinaryAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
		}
	}
	return account{}, errors.New("PostgreSQL cannot run as root, and neither user postgres nor nobody exists")
}

// chown changes the owner of a directory to the account.
func (a account) chown(dir string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(dir, int(a.credential.Uid), int(a.credential.Gid))
}

// run makes a command run as the account.
func (a account) run(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: a.credential}
}

// runApart makes a command run as the account, in a separate process group.
func (a account) runApart(cmd *exec.Cmd) {
	a.run(cmd)
	cmd.SysProcAttr.Setpgid = true
}
