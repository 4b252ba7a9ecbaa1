//go:build !unix

package main

import "time"

func processorTime() time.Duration { return 0 } // not available

func checkOpenFiles(int) error { return nil }
