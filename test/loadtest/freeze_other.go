//go:build !unix

package main

import "errors"

var errNoSignals = errors.New("stopping processes requires a Unix system")

func (p *process) freeze() error { return errNoSignals }

func (p *process) thaw() error { return errNoSignals }
