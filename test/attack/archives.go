package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// archives exports and imports messages with the deepest nesting that is accepted,
// since an export that cannot be imported is not a backup.
func archives(t *target, r *result) {
	dir, err := os.MkdirTemp("", "attack-archive")
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer os.RemoveAll(dir)
	own, err := start(t.program, dir)
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer own.stop()
	for _, depth := range []int{10, 60, 1000, 9000, 9990} {
		for _, element := range []string{
			`{"MsgType":"TIMCustomElem","MsgContent":{"Data":"","Ext":"","Desc":"","a":NESTED}}`,
			`{"MsgType":"TIMOther","MsgContent":{"a":NESTED}}`,
		} {
			nested := strings.Repeat("[", depth) + strings.Repeat("]", depth)
			own.code("mallory", "openim/sendmsg", `{"To_Account":"carol","MsgSeq":1,"MsgRandom":1,"MsgBody":[`+strings.ReplaceAll(element, "NESTED", nested)+`]}`)
		}
	}
	archive := filepath.Join(dir, "site.jsonl")
	out, err := exec.Command(own.program, "export", "-data", filepath.Join(dir, "im.db"), archive).CombinedOutput()
	r.try(err == nil, "export: %s", out)
	out, err = exec.Command(own.program, "import", "-data", filepath.Join(dir, "again.db"), archive).CombinedOutput()
	r.try(err == nil, "import: %s", out)
}
