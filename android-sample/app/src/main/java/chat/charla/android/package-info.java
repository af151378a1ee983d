/**
 * A chat application for Android, small enough to be read in an hour and complete enough to be
 * copied.
 *
 * <p>A tour, in the order in which a typed message passes through the packages:
 *
 * <ul>
 *   <li>{@code ui} has the screens. They show the state of the session. A screen itself has only
 *       the text that the user is typing and the selection. It saves both, so the system may
 *       destroy the screen at any time.
 *   <li>{@link chat.charla.android.CharlaApplication} holds the only {@code session.ChatSession}. A
 *       screen reports to the session when it becomes visible ({@code started}) and when it is
 *       hidden ({@code stopped}). The session is connected while a screen is visible, and stays
 *       connected through a rotation.
 *   <li>{@code session} connects to the server with the reconnecting client library {@code
 *       chat.charla.client}, and saves the state in files. The next process of the app continues
 *       from these files.
 *   <li>{@code conversation} has the conversations with their messages in order. It is plain Java,
 *       without Android.
 * </ul>
 *
 * <p>There are three kinds of threads. The main thread owns the screens and the conversations. The
 * session's only thread owns the client and the files. gRPC's threads own nothing. The threads pass
 * tasks to each other, so no lock is needed.
 */
@NullMarked
package chat.charla.android;

import org.jspecify.annotations.NullMarked;
