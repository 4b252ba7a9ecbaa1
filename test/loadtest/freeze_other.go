//go:build !unix

package main

import "errors"

var errNoSignals = errors.New("processes cannot be stopped and woken here")

func (p *process) freeze() error { return errNoSignals }

func (p *process) thaw() error { return errNoSignals }
