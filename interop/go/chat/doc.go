// Package chat is a Charla client that joins, converses and reconnects, and neither loses nor doubles anything.
// It is made to be copied.
package chat

//go:generate buf generate --template ../buf.gen.yaml --output .. ../../../proto
