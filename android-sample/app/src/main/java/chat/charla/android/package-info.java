/**
 * A chat application for Android, small enough to be read in an hour and complete enough to be
 * copied.
 *
 * <p>A tour, in the order of a message that is typed:
 *
 * <ul>
 *   <li>{@code ui} has the two screens. They show what the session tells them and keep nothing of
 *       their own, so that the system may take them away at any time.
 *   <li>{@link chat.charla.android.CharlaApplication} holds the one {@code session.ChatSession},
 *       which screens say {@code started} and {@code stopped} to. It outlives a rotation, and is
 *       connected while a screen is visible.
 *   <li>{@code session} is the network and the disk: the reconnecting client library {@code
 *       chat.charla.client}, and the two files from which everything goes on after the process has
 *       died.
 *   <li>{@code conversation} is what there is to see, as plain Java: conversations with their
 *       messages in order.
 * </ul>
 *
 * <p>Three kinds of threads, and who owns what: the main thread owns the screens and the
 * conversations; the session's one thread owns the client and the files; gRPC's threads own
 * nothing. They hand each other tasks, and so there is not one lock.
 */
@NullMarked
package chat.charla.android;

import org.jspecify.annotations.NullMarked;
