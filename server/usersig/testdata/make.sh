#!/bin/sh
# Creates the test vectors of version 1 with OpenSSL: a public key and a UserSig for
# each type of key. The private keys are discarded.
set -eu
cd "$(dirname "$0")"
private=$(mktemp)
trap 'rm -f "$private"' EXIT
vector() {
	openssl pkey -in "$private" -pubout -out "$1.pem" 2>/dev/null
	sig=$(printf 'TLS.appid_at_3rd:0\nTLS.account_type:36862\nTLS.identifier:小明\nTLS.sdk_appid:1400000002\nTLS.time:1500000000\nTLS.expire_after:3600\n' |
		openssl dgst -sha256 -sign "$private" | openssl base64 -A)
	printf '{"TLS.account_type":"36862","TLS.identifier":"小明","TLS.appid_at_3rd":"0","TLS.sdk_appid":"1400000002","TLS.expire_after":"3600","TLS.version":"201512300000","TLS.time":"1500000000","TLS.sig":"%s"}' "$sig" |
		python3 -c 'import sys,zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))' |
		openssl base64 -A | tr '+/=' '*\055_' >"$1.sig"
}
openssl ecparam -name prime256v1 -genkey -noout -out "$private"; vector p256
openssl ecparam -name secp256k1 -genkey -noout -out "$private"; vector secp256k1
openssl genrsa -out "$private" 2048 2>/dev/null; vector rsa
