package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// smallDisk mounts a file system of some megabytes, if permitted.
func smallDisk(megabytes int) (dir string, unmount func(), err error) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		return "", nil, fmt.Errorf("needs Linux and root, to mount a small file system")
	}
	if dir, err = os.MkdirTemp("", "attack-disk"); err != nil {
		return "", nil, err
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", megabytes), "attack", dir).CombinedOutput(); err != nil {
		os.Remove(dir)
		return "", nil, fmt.Errorf("cannot mount a small file system: %s", strings.TrimSpace(string(out)))
	}
	return dir, func() {
		_ = exec.Command("umount", dir).Run()
		os.Remove(dir)
	}, nil
}

// fill writes until the disk is full.
func fill(path string) {
	f, err := os.Create(path)
	if err != nil {
		return
	}
	defer f.Close()
	for block := make([]byte, 1<<20); len(block) > 0; {
		if _, err := f.Write(block); err != nil {
			block = block[:len(block)/2]
		}
	}
}

// fullDisk fills a server's disk, by uploads and by another program.
func fullDisk(t *target, r *result) {
	dir, unmount, err := smallDisk(24)
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer unmount()
	small, err := start(t.program, dir, "-reserve", fmt.Sprint(8<<20))
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer small.stop()
	sent := 0
	send := func(size int) int {
		code := small.code("alice", "openim/sendmsg", fmt.Sprintf(`{"To_Account":"bob","MsgSeq":%d,"MsgRandom":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`,
			sent, strings.Repeat("x", size)))
		if code == 0 {
			sent++
		}
		return code
	}
	health := func(path string) int {
		status, _, _ := get(small.url+path, nil)
		return status
	}

	refused := 0
	for i := range 32 {
		if small.upload("mallory", append(make([]byte, 1<<20), byte(i))) == -9 {
			refused++
		}
	}
	r.try(refused > 0, "32 MB of uploads accepted on 24 MB")
	for range 20 {
		r.try(send(100) == 0, "messages refused while uploads fill the disk")
	}
	r.try(health("/readyz") == http.StatusOK, "not ready although the reserve is free")

	filler := filepath.Join(dir, "filler")
	fill(filler)
	r.try(health("/healthz") == http.StatusOK, "/healthz fails with a full disk")
	r.try(health("/readyz") == http.StatusServiceUnavailable, "ready with a full disk")
	failed := 0
	for i := 0; i < 1000 && failed < 5; i++ {
		if send(10_000) != 0 {
			failed++
		}
	}
	r.try(failed > 0, "10 MB acknowledged with a full disk")
	r.try(small.code("bob", "openim/getmsg", `{"Cookie":"","SyncFlag":0}`) == 0, "reads fail with a full disk")
	r.try(small.upload("mallory", []byte("more")) != 0, "upload accepted with a full disk")

	os.Remove(filler)
	for deadline := time.Now().Add(10 * time.Second); health("/readyz") != http.StatusOK && time.Now().Before(deadline); {
	}
	r.try(health("/readyz") == http.StatusOK, "not ready after the disk was freed")
	r.try(send(100) == 0, "messages refused after the disk was freed")
	_, body := small.call("bob", "openim/getroammsg", `{"Peer_Account":"alice","MaxCnt":1,"LastMsgTime":0,"MsgKey":""}`)
	r.try(strings.Contains(body, fmt.Sprintf(`"MsgSeq":%d`, sent-1)), "acknowledged message missing: %.200s", body)
}
