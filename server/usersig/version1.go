package usersig

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// signedFields1 are the fields that the signature of version 1 covers, in this
// order, as specified in the vendor's documents "UserSig 后台 API" and "TLS 后台
// API 使用手册" and by the public libraries tls-sig-api for Java, PHP, Node and Go.
// All fields are strings, the signature is ECDSA or RSA with SHA-256, and the
// object is compressed and encoded like version 2.
var signedFields1 = []string{
	"TLS.appid_at_3rd", "TLS.account_type", "TLS.identifier", "TLS.sdk_appid", "TLS.time", "TLS.expire_after",
}

func decode1(fields map[string]json.RawMessage) (s decodedSig, err error) {
	values := map[string]string{}
	for _, name := range append(signedFields1, "TLS.sig") {
		if values[name], err = textOf(fields[name]); err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
	}
	var text strings.Builder
	for _, name := range signedFields1 {
		text.WriteString(name + ":" + values[name] + "\n")
	}
	s = decodedSig{version: version1, text: text.String()}
	if s.sig, err = base64.StdEncoding.DecodeString(values["TLS.sig"]); err != nil {
		return s, fmt.Errorf("TLS.sig: %w", err)
	}
	var numbers [3]int64
	for i, name := range []string{"TLS.sdk_appid", "TLS.time", "TLS.expire_after"} {
		if numbers[i], err = number(values[name]); err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
	}
	s.ticket, err = newTicket(values["TLS.identifier"], numbers[0], numbers[1], numbers[2])
	return s, err
}

// textOf returns a field as a string. Some back ends encode numbers as JSON
// numbers; the signed text is the same.
func textOf(raw json.RawMessage) (text string, err error) {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0:
		return "", errors.New("missing")
	case raw[0] == '"':
		err = json.Unmarshal(raw, &text)
		return text, err
	case raw[0] >= '0' && raw[0] <= '9':
		return string(raw), nil
	}
	return "", fmt.Errorf("must be a string, not %.20s", raw)
}
