/**
 * What a client sees of the server, over real sockets, with the server in this process.
 *
 * <p>The test kit: {@link RunningServer} is a server on a free port, {@link RawClient} one
 * connection to it and perhaps an identity, {@link RawStream} one Converse stream that records what
 * it receives, {@link Refusal} what a refused call said. They know nothing that the contract does
 * not say, so they are also of use against a server in another process. {@link GenericClient} has
 * no generated classes and is a client of any age: it has the contract from the server's
 * reflection, or a {@link GenericContract} that it is given.
 */
@NullMarked
package chat.charla.server.edge;

import org.jspecify.annotations.NullMarked;
