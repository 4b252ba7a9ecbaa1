// Package server is the IM server. It implements the protocol for both dialects of
// the SDK and the REST API for a site's back end, stores its data in one file, or
// in PostgreSQL for any number of nodes, and serves the SDK and the demo.
//
// # Packages
//
//	store      ordered keys and values, transactions, stamps, notes to all nodes;
//	           boltstore and pgstore implement it
//	deliver    events to waiting polls; hub implements it; the Outbox ties events to
//	           transactions
//	clock      the clock, which tests replace
//	usersig    the format of UserSigs
//	api        paths, envelope, authentication, the command table; no command
//	account    users, sessions (a2), keys
//	message    the format of messages
//	sent       recently accepted messages, to detect repeated ones
//	profile, relation, c2c, group, recent, signin, poll, media
//	           a family of commands each, with its records and rules
//	callback   webhooks of the site's back end, wrapped around commands
//	rest       accounts for back ends: REST API commands of no family
//	hostedlogin
//	           a stand-in for the vendor's login page
//	samples    sample conversations for the demo
//	errorpage  error pages for browsers
//	tlsport    HTTPS with a self-signed certificate
//	server     assembles the families and the pages that a browser opens
//	ops        metrics, health, limits, access control of the admin port
//	admin      the admin page, and the control port of the program's other commands
//	cloud      import of data downloaded from the vendor's cloud
//	archive    export to JSON lines, and import
//	webim-server
//	           the program: flags, files, signals
//
// A family uses the packages above it in this list and the arguments of its New.
// Where a family takes part in another one's decision (the blacklist in sending,
// join requests in fetching), server passes a function.
//
// # The path of a message
//
// docs/architecture.md has a picture of it. Alice's client posts openim/sendmsg.
// api.Edge finds the command, authenticates the caller through account, refuses a
// From_Account that is not Alice, and runs c2c.Messages.send. send checks the body
// (message.Parse) and, in one store transaction, looks for a repeated message,
// assigns a stamp, stores the message with its conversation, marks it unread for
// Bob, and adds an event to the deliver.Outbox. The store runs all waiting
// transactions and flushes them together. Then Alice gets her response, and the
// events go, in the order of their stamps, to the subscriptions of Alice and Bob.
// Bob's poll (poll.Polls) waits in openim/longpolling, wakes up and returns the
// events above the stamp in Bob's cookie. Bob's next poll acknowledges them by its
// cookie. If the node stops in between, Bob's client polls again with the old cookie,
// and the message is read from the store (deliver.Source).
//
// # Where a new command goes
//
// Add it to its family's Commands table, with a method next to the others. A new
// family is a package with New and Commands, a line in New here (families.go), a
// deliver.Source there if it stores the events that it publishes, and a test that
// speaks HTTP to a servertest.Server.
package server
