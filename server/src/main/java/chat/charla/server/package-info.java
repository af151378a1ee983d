/**
 * Starts the server: reads the command line, connects the parts, and writes the operator's console.
 *
 * <p>{@link Main} reads the command line into a {@link ServerConfig}; {@link CharlaServer} is a
 * list of constructors, opened in order and closed in reverse. The features are the packages below,
 * and arrows between them point one way: {@code grpc → session → room → delivery → log}, with
 * {@code log.sqlite} as the adapter that only this package names, {@code tls} beside {@code grpc}
 * for what the server proves itself with, {@code limit} for who asks for too much, {@code health}
 * for whether the work gets done, and {@code fatal} for how the process ends when it cannot go on.
 *
 * <p>To follow a message from the wire to all its readers, read {@code grpc.ConverseCall}, {@code
 * session.Conversation}, {@code room.Room}, {@code room.PostingQueue}, {@code delivery.Timeline}
 * and {@code delivery.Subscription}, in this order.
 */
@NullMarked
package chat.charla.server;

import org.jspecify.annotations.NullMarked;
