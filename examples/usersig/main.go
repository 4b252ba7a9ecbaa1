// Command usersig is an HTTP endpoint that signs UserSigs for the users of a site:
//
//	WEBIM_KEY=… go run main.go
//
// GET /usersig returns sdkAppID, identifier, userSig and expires of the user whom
// the site has signed in. WEBIM_KEY and WEBIM_SDKAPPID are those of webim-server.
package main

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// lifetime is the lifetime of a UserSig. It limits when a page can sign in, not
// how long it stays signed in.
const lifetime = time.Hour

// passwords are the accounts of this example.
var passwords = map[string]string{"alice": "alice-secret", "bob": "bob-secret"}

// currentUser returns the user whom the site has authenticated for a request.
// Replace it by your site's session; never take the user from a parameter of the
// request, or anyone can sign in as anyone.
func currentUser(r *http.Request) (string, bool) {
	user, password, _ := r.BasicAuth()
	want, exists := passwords[user]
	return user, exists && subtle.ConstantTimeCompare([]byte(password), []byte(want)) == 1
}

func main() {
	key, appID, addr := os.Getenv("WEBIM_KEY"), 1400000001, "127.0.0.1:8090"
	if key == "" {
		log.Fatal("WEBIM_KEY is not set")
	}
	if text := os.Getenv("WEBIM_SDKAPPID"); text != "" {
		var err error
		if appID, err = strconv.Atoi(text); err != nil {
			log.Fatal(err)
		}
	}
	if text := os.Getenv("ADDR"); text != "" {
		addr = text
	}
	http.HandleFunc("GET /usersig", func(w http.ResponseWriter, r *http.Request) {
		user, ok := currentUser(r)
		if !ok {
			w.Header().Set("WWW-Authenticate", `Basic realm="usersig"`)
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		}
		now := time.Now()
		sig, err := userSig(appID, user, key, now)
		if err != nil {
			http.Error(w, "signing failed", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"sdkAppID": appID, "identifier": user, "userSig": sig, "expires": now.Add(lifetime).Unix(),
		}) // the page may have disconnected
	})
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s/usersig\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}

// userSig signs a UserSig of version 2.
func userSig(appID int, user, key string, now time.Time) (string, error) {
	issued, expire := now.Unix(), int64(lifetime.Seconds())
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n", user, appID, issued, expire)
	text, err := json.Marshal(map[string]any{
		"TLS.ver": "2.0", "TLS.identifier": user, "TLS.sdkappid": appID, "TLS.expire": expire, "TLS.time": issued,
		"TLS.sig": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	})
	if err != nil {
		return "", err
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(text); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	sig := base64.StdEncoding.EncodeToString(packed.Bytes())
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(sig), nil
}
