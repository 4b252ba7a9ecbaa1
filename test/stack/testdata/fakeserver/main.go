// Command fakeserver is a fake webim-server for the tests of package stack. It has the
// same command line and counts its starts in the data file.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: fakeserver serve|sig")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	addr := flags.String("addr", "", "listen address")
	data := flags.String("data", "", "path of the data file")
	user := flags.String("user", "", "user of the signature")
	flags.Bool("demo", false, "ignored")
	say := flags.String("say", "", "line to print instead of the URL")
	flags.Parse(os.Args[2:])
	if os.Args[1] == "sig" {
		if *user == "nobody" {
			log.Fatal("no such user")
		}
		fmt.Printf("sig of %s\n", *user)
		return
	}
	starts, err := os.ReadFile(*data)
	if err != nil && !os.IsNotExist(err) {
		log.Fatal(err)
	}
	starts = append(starts, 'x')
	if err := os.WriteFile(*data, starts, 0o600); err != nil {
		log.Fatal(err)
	}
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	if *say != "" {
		fmt.Println(*say)
	} else {
		fmt.Printf("http://%s/\nadmin: http://%s/admin/?token=t\n", l.Addr(), l.Addr())
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(starts) })}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { srv.Close() })
	srv.Serve(l)
}
