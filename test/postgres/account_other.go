//go:build !unix

package postgres

import (
	"errors"
	"os/exec"
)

type account struct{}

func ordinaryAccount() (account, error) {
	return account{}, errors.New("starting PostgreSQL requires a Unix system; use a running one with -store")
}

func (account) chown(string) error { return nil }

func (account) run(*exec.Cmd) {}

func (account) runApart(*exec.Cmd) {}
