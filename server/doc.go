// Package server is the local IM server: it speaks the backend's protocol to
// both dialects of the SDK at once, keeps everything in one file (and uploaded
// bytes in a directory beside it), and hands out the demo and the SDK.
//
// # Who knows what
//
//	store      ordered keys and values, transactions, stamps, notes to all
//	           processes; boltstore is one, pgstore another
//	deliver    events to those who wait for them; hub is one; the Outbox joins
//	           events to transactions
//	clock      the time
//	usersig    the format of UserSigs
//	api        paths, envelope, who calls, the command table; no command
//	account    users, sessions (a2), keys
//	message    what a message may hold
//	sent       which messages were accepted lately
//	profile, relation, c2c, group, recent, signin, poll, media
//	           one family of commands each, with its records and rules
//	rest       accounts for back ends: what of the REST API no family has
//	hostedlogin
//	           a stand-in for the vendor's login page
//	samples    conversations for the first look at the demo
//	errorpage  pages in the place of error lines, for people
//	tlsport    HTTPS with a certificate of our own
//	server     puts the families together, and the pages a browser opens
//	ops        metrics, health, limits, the guard before what shows everything
//	admin      the admin page, and the door for the program's other commands
//	archive    everything as JSON lines, and back
//	webim-server
//	           the program: flags, files, signals
//
// A family knows the packages above it in this list and what is handed to its
// New. Where one family has a say in another's business (the black list in
// sending, join requests in fetching), server passes a function.
//
// # The way of one message
//
// Alice's page posts openim/sendmsg. api.Edge finds the command, has account
// check who calls, refuses a From_Account that is not Alice, and runs
// c2c.Messages.send. That checks the body (message.Parse) and, in one store
// transaction, sees whether the same message came before, gives it a stamp,
// stores it with its conversation, marks it unread for Bob, and leaves an
// event in the deliver.Outbox. The store runs all transactions that wait and
// flushes them together. Only then is Alice answered, and the event handed, in
// the order of the stamps, to the subscriptions of Alice and Bob. Bob's page
// waits in openim/longpolling: poll.Polls wakes up, finds the event above the
// stamp in Bob's cookie and answers with it. Bob's next poll acknowledges it by
// its cookie. If Bob's server process dies in between, his page polls again
// with the old cookie, and the message is read from the store (deliver.Source).
//
// # Where a new command goes
//
// Into its family's Commands table and a method beside the others. A new
// family is a package with New and Commands, one line in New here (families.go),
// a deliver.Source there if it publishes events that it stores itself, and a
// test that speaks HTTP to a servertest.Server.
package server
