/**
 * A client of Charla that reconnects: it joins, opens a stream, and resumes a lost stream without
 * missing or repeated events and without posting a message twice.
 *
 * <p>The classes, beginning with the public ones:
 *
 * <ul>
 *   <li>{@link chat.charla.client.ChatClient} is what an application uses; it reports to a {@link
 *       chat.charla.client.ChatListener}. {@link chat.charla.client.ConnectionState} is the state
 *       of the connection, {@link chat.charla.client.PendingMessage} a message with its outcome,
 *       {@link chat.charla.client.SavedSession} the state that outlives the process. {@link
 *       chat.charla.client.AccountSettings} manages the account; {@link
 *       chat.charla.client.RoomCalls} changes rooms and moderates; {@link
 *       chat.charla.client.RoomState} is the state of a room, which {@link
 *       chat.charla.client.RoomFold} computes from events.
 *   <li>Two ports separate the client from its environment. {@link chat.charla.client.Transport}
 *       makes the calls; {@link chat.charla.client.GrpcTransport} is the implementation for
 *       production, and {@link chat.charla.client.TimeLimitedSockets} gives its connections time
 *       limits. {@link chat.charla.client.Scheduler} is the clock and the serial executor; {@link
 *       chat.charla.client.SingleThreadScheduler} is the implementation for production. With fakes
 *       of both ports and a seed, a whole run is reproducible.
 *   <li>Inside, {@code Connection} decides what happens next (join, open, wait, stop), and {@code
 *       Transitions} does it. The other classes, in the order of use: {@code Joining} gets a name,
 *       {@code AccountCalls} logs in to an account, {@code ConverseStream} is one stream, {@code
 *       Departure} leaves. {@code LiveSession} holds the state that outlives a stream: {@code
 *       Identity}, {@code Cursors}, and {@code Outbox} with the commands without a result, and
 *       {@code SlowRooms} with the waits of slow mode. {@code FailurePolicy} decides what the
 *       client does after a failure; {@code Backoff} and {@code Pause} are the wait before that.
 * </ul>
 *
 * <p>The package {@code chat.charla.client.oidc} gets an id token from an OpenID Connect issuer,
 * with which a user can log in or register.
 *
 * <p><b>One owner.</b> All mutable state of a client is owned by its {@code Scheduler} and accessed
 * only by tasks that run on it, so there are no locks. The public methods of {@code ChatClient} may
 * be called by any thread: they hand a task to the scheduler and return.
 *
 * <p>The same sources are compiled for Android (API 26) against protobuf-javalite. So they use no
 * records, descriptors or reflection, and nothing in java.util and java.time that is newer than
 * Java 8.
 */
@NullMarked
package chat.charla.client;

import org.jspecify.annotations.NullMarked;
