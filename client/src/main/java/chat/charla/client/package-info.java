/**
 * The reconnecting client of Charla: joins, converses, and after any loss resumes without a gap, a
 * duplicate or a message sent twice.
 *
 * <p>A tour, from the outside in:
 *
 * <ul>
 *   <li>{@link chat.charla.client.ChatClient} is what an application holds; it talks back through a
 *       {@link chat.charla.client.ChatListener}. {@link chat.charla.client.ConnectionState} says
 *       how the connection is, {@link chat.charla.client.PendingMessage} what became of a message,
 *       {@link chat.charla.client.SavedSession} is what outlives the process.
 *   <li>Two ports connect it with the world. {@link chat.charla.client.Transport} carries calls;
 *       {@link chat.charla.client.GrpcTransport} is the real one, and {@link
 *       chat.charla.client.ImpatientSockets} gives its connections time limits. {@link
 *       chat.charla.client.Scheduler} is time and the one serial executor; {@link
 *       chat.charla.client.SingleThreadScheduler} is the real one. With two fakes and a seed, a
 *       whole run is reproducible.
 *   <li>Inside, {@code Connection} decides what happens next (join, open, wait, stop). The rest is
 *       in the order of a client's life: {@code Joining} gets a name, {@code Conversation} is one
 *       stream, {@code Departure} leaves. What outlives a stream is in {@code LiveSession}: {@code
 *       Identity} is who the client is, {@code Timelines} keeps the cursors, {@code Outbox} keeps
 *       what has no result yet. {@code FailurePolicy} says what a failure means.
 * </ul>
 *
 * <p><b>One owner.</b> All mutable state of a client is owned by its {@code Scheduler} and touched
 * only by tasks that run on it; so nothing inside has a lock. The public methods of {@code
 * ChatClient} may be called by any thread: they hand a task to the scheduler and return.
 *
 * <p>The same sources are compiled for Android (API 26) against protobuf-javalite: hence no
 * records, no descriptors or reflection, and nothing that java.util or java.time learnt after Java
 * 8.
 */
@NullMarked
package chat.charla.client;

import org.jspecify.annotations.NullMarked;
