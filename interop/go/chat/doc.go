// Package chat is a Charla client that joins, opens streams and reconnects, and neither loses nor duplicates messages.
// Copy the package into your program.
package chat

//go:generate buf generate --template ../buf.gen.yaml --output .. ../../../proto
