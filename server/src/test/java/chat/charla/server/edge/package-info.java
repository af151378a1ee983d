/**
 * What a client sees of the server, over real sockets, with the server in this process.
 *
 * <p>The test kit: {@link RunningServer} is a server on a free port, {@link RawClient} one
 * connection to it, with or without an identity, {@link RawStream} one Converse stream that records
 * what it receives, {@link Refusal} the content of a refusal. They know only the contract, so they
 * also work with a server in another process. {@link GenericClient} has no generated classes and
 * can be a client of any version: it gets the contract from the server's reflection, or from a
 * {@link GenericContract}. {@link StoredConversation} is a database of an earlier storage format,
 * with the events that its clients received; {@link StoredFormatGenerator} makes such a database.
 */
@NullMarked
package chat.charla.server.edge;

import org.jspecify.annotations.NullMarked;
