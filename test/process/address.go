package process

import "net"

// FreeAddress returns an address of this machine that nobody listens on, for a
// program that cannot choose one by itself.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
