package main

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// slowReaders requests large responses and does not read them.
func slowReaders(t *target, r *result) {
	for i := range 60 {
		code := t.code("mallory", "openim/sendmsg", fmt.Sprintf(`{"To_Account":"dave","MsgSeq":%d,"MsgRandom":%d,"MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":{"Data":%q}}]}`,
			i, i, strings.Repeat("<", 60_000)))
		r.try(code == 0, "sending the message to read failed: %d", code)
	}
	const body = `{"Cookie":"","SyncFlag":0}`
	q := url.Values{"sdkappid": {"1400000001"}, "identifier": {"dave"}, "usersig": {t.sigs["dave"]}}
	var open []net.Conn
	for range 300 {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(t.url, "http://"), 5*time.Second)
		if err != nil {
			break
		}
		defer conn.Close()
		_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		_, _ = fmt.Fprintf(conn, "POST /v4/openim/getmsg?%s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", q.Encode(), len(body), body)
		open = append(open, conn)
	}
	r.try(len(open) == 300, "%d connections", len(open))
	_, text := t.call("alice", "openim/getmsg", `{"Cookie":""}`)
	r.try(strings.Contains(text, `"ErrorCode":0`), "other clients not served: %.100s", text)
	r.try(t.peakMemory() < 512<<20, "peak memory %d MiB", t.peakMemory()>>20)
}

// hostileMessages sends messages that may slow down or mislead the recipient's page.
func hostileMessages(t *target, r *result) {
	send := func(content string) int {
		return t.code("mallory", "openim/sendmsg", `{"To_Account":"carol","MsgSeq":1,"MsgRandom":`+fmt.Sprint(len(content))+`,"MsgBody":[`+content+`]}`)
	}
	for _, element := range []string{
		`{"MsgType":"TIMFaceElem","MsgContent":{"Index":1,"Data":{"toString":1,"valueOf":1}}}`,
		`{"MsgType":"http://a` + strings.Repeat(")", 65) + `","MsgContent":{}}`,
		`{"MsgType":"TIMCustomElem","MsgContent":{"Data":"","Ext":"","Desc":"","a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}}`,
		`{"MsgType":"TIMNew","MsgContent":{"a":` + strings.Repeat(`{"a":`, 9000) + `1` + strings.Repeat("}", 9000) + `}}`,
	} {
		r.try(send(element) > 0, "%.80s", element)
	}
	r.try(send(`{"MsgType":"TIMFileElem","MsgContent":{"UUID":"u","FileName":"n","FileSize":1,"Url":"http://evil.example/"}}`) == 0, "file message refused")
	_, text := t.call("carol", "openim/getroammsg", `{"Peer_Account":"mallory","MaxCnt":10,"LastMsgTime":0,"MsgKey":""}`)
	r.try(strings.Contains(text, "TIMFileElem") && !strings.Contains(text, "evil.example"), "file URL of another host: %.200s", text)
}

// searches lets callers without identity search the groups repeatedly.
func searches(t *target, r *result) {
	var refused atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 50 {
				if t.code("", "group_open_http_svc/search_group", `{"Content":"g","PageNum":0}`) == 60007 {
					refused.Add(1)
				}
			}
		})
	}
	wg.Wait()
	r.try(refused.Load() > 0, "none of 1,000 concurrent searches refused")
	r.try(t.code("alice", "group_open_http_svc/search_group", `{"Content":"g","PageNum":0}`) == 0, "other users cannot search")
}
