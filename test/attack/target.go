package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"webim.js/server"
	"webim.js/server/usersig"
)

// target is a server under attack.
type target struct {
	program, data     string
	url, admin, token string
	key               string            // signs UserSigs
	sigs              map[string]string // UserSigs by user
	pid               int
	stop              func()
}

// peakMemory returns the server's peak resident memory in bytes, 0 if the system does
// not report it.
func (t *target) peakMemory() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.pid))
	if err != nil {
		return 0
	}
	var kilobytes int64
	if found := peakLine.FindSubmatch(status); found != nil {
		kilobytes, _ = strconv.ParseInt(string(found[1]), 10, 64)
	}
	return kilobytes << 10
}

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// accountNames lists the users who have an account.
var accountNames = []string{"alice", "bob", "carol", "dave", "mallory"}

var adminAddress = regexp.MustCompile(`(http://\S+)/admin/\?token=(\w+)`)

// siteKey is the default key that signs UserSigs.
const siteKey = "the key of an attacked site"

// start runs a server whose data is in dir. An empty dir means a temporary directory that
// stop removes.
func start(program, dir string, args ...string) (t *target, err error) {
	return startWithKey(program, dir, siteKey, args...)
}

func startWithKey(program, dir, key string, args ...string) (t *target, err error) {
	own := dir == ""
	if own {
		if dir, err = os.MkdirTemp("", "attack"); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "im.db")
	cmd := exec.Command(program, append([]string{"serve", "-demo", "-addr", "127.0.0.1:0", "-data", data, "-key", key, "-log-level", "error"}, args...)...)
	cmd.Env = append(os.Environ(), "GOGC=50", "GOMEMLIMIT=1GiB", // as in the documented service file
		"AWS_ACCESS_KEY_ID=attack", "AWS_SECRET_ACCESS_KEY=attack")
	t = &target{program: program, data: data, key: key, sigs: map[string]string{}, stop: func() {
		if cmd.Process != nil {
			_ = cmd.Process.Kill() // the data is temporary
			_ = cmd.Wait()
		}
		if own {
			os.RemoveAll(dir)
		}
	}}
	if err := t.begin(cmd); err != nil {
		t.stop()
		return nil, err
	}
	return t, nil
}

func (t *target) begin(cmd *exec.Cmd) error {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	t.pid = cmd.Process.Pid
	lines := bufio.NewScanner(out)
	for t.admin == "" && lines.Scan() {
		line := lines.Text()
		if t.url == "" {
			t.url = strings.TrimSuffix(line, "/")
		}
		if found := adminAddress.FindStringSubmatch(line); found != nil {
			t.admin, t.token = found[1], found[2]
		}
	}
	if t.admin == "" {
		return fmt.Errorf("%s did not start", t.program)
	}
	for _, user := range accountNames {
		t.createAccount(user)
	}
	return nil
}

// sign returns a UserSig of user that is valid for 24 hours from issued.
func (t *target) sign(user string, issued time.Time) string {
	return usersig.Sign(t.key, usersig.Ticket{Identifier: user, SDKAppID: server.SDKAppID, Issued: issued, Valid: 24 * time.Hour})
}

// createAccount creates an account by its first request.
func (t *target) createAccount(user string) {
	t.sigs[user] = t.sign(user, time.Now())
	t.code(user, "openim/getmsg", `{"Cookie":""}`)
}
