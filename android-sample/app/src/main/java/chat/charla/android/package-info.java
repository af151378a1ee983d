/**
 * A chat application for Android, small enough to be read in an hour and complete enough to be
 * copied.
 *
 * <p>A tour, in the order in which a typed message passes through the packages:
 *
 * <ul>
 *   <li>{@code ui} has the two screens. They show the state of the session. A screen itself has
 *       only what the user is entering or has selected, and saves it: so the system may destroy the
 *       screen at any time.
 *   <li>{@link chat.charla.android.CharlaApplication} holds the one {@code session.ChatSession}, to
 *       which screens report {@code started} and {@code stopped}. The session outlives a rotation,
 *       and is connected while a screen is visible.
 *   <li>{@code session} connects to the server with the reconnecting client library {@code
 *       chat.charla.client}, and saves the state in files, from which the next process continues.
 *   <li>{@code conversation} is plain Java: the conversations with their messages in order.
 * </ul>
 *
 * <p>There are three kinds of threads. The main thread owns the screens and the conversations. The
 * session's one thread owns the client and the files. gRPC's threads own nothing. The threads pass
 * tasks to each other, so no lock is needed.
 */
@NullMarked
package chat.charla.android;

import org.jspecify.annotations.NullMarked;
