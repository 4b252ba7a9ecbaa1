package process

import "net"

// FreeAddress returns an unused local address, for programs that cannot choose a
// free port themselves.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
