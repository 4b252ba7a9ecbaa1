//go:build !unix

package postgres

import (
	"errors"
	"os/exec"
)

type account struct{}

func ordinary() (account, error) {
	return account{}, errors.New("a PostgreSQL of our own needs a Unix system: shells, signals and sockets; give servers one that runs already (-store)")
}

func (account) own(string) error { return nil }

func (account) run(*exec.Cmd) {}

func (account) runApart(*exec.Cmd) {}
