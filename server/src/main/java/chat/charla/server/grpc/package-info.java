/**
 * The gRPC adapter: the only package that depends on gRPC. It converts calls and answers, and
 * delegates to the chat.
 *
 * <p>{@link ChatService} binds the methods of the contract to {@link chat.charla.server.chat.Chat};
 * {@link ConverseCall} is one call of Converse, and implements {@link
 * chat.charla.server.chat.StreamOutlet} for the chat. It sends {@link Outgoing} messages: a frame,
 * or a slice of shared bytes that {@link OutgoingMarshaller} copies without serializing anything.
 * {@link CallerInterceptor} reads the caller's token and origin. {@link ConnectionGate} and {@link
 * RequestGuard} limit what clients without a session can make the server hold, and {@link
 * CallGuard} limits the calls of each client behind a proxy. {@link MemoryGuard} limits the memory
 * that the server holds for all peers: {@link MeteredCall} counts the memory of a call, and {@link
 * MeteredConnection} checks its calls and aborts those that hold too much. {@link PingPacer} limits
 * what the PINGs of clients cost. {@link ClientAddresses} determines the client's address. {@link
 * RefusalStatuses} is the table from refusals to status codes.
 */
@NullMarked
package chat.charla.server.grpc;

import org.jspecify.annotations.NullMarked;
