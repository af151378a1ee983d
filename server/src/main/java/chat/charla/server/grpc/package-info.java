/**
 * The edge: the only package that knows gRPC. It translates and delegates.
 *
 * <p>{@link ChatService} binds the methods of the contract to {@link
 * chat.charla.server.session.Chat}; {@link ConverseCall} is one Converse stream, the {@link
 * chat.charla.server.session.StreamOutlet} of its conversation. What such a stream sends is an
 * {@link Outgoing}: a frame, or a slice of shared bytes that {@link OutgoingMarshaller} copies out
 * without serializing anything. {@link CallerInterceptor} notes who calls, and from where. {@link
 * ConnectionGate} and {@link RequestGuard} bound what strangers can make the server keep, {@link
 * MemoryGuard} how much memory anybody can, and {@link CallGuard} the calls of each client behind a
 * proxy. {@link ClientAddresses} tells who the client is. {@link Errors} is the one table from
 * refusals to statuses.
 */
@NullMarked
package chat.charla.server.grpc;

import org.jspecify.annotations.NullMarked;
