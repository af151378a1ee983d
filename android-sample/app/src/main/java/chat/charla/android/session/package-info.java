/**
 * One stay in a chat, from the network to the disk: start at {@link
 * chat.charla.android.session.ChatSession}.
 *
 * <ul>
 *   <li>{@link chat.charla.android.session.ChatSession} is what screens hold on to. It decides when
 *       there is a connection: while a screen is visible, and through a rotation.
 *   <li>{@code Participation} is the time from one such beginning to its end: a client of the
 *       library {@code chat.charla.client}, and what it tells, written down.
 *   <li>{@link chat.charla.android.session.Channels} makes the connection, {@link
 *       chat.charla.android.session.NetworkWatch} sees the device change networks.
 *   <li>{@link chat.charla.android.session.TranscriptFile} and {@link
 *       chat.charla.android.session.Storage} are the disk.
 * </ul>
 *
 * <p><b>Nothing lost, nothing doubled, whenever the process dies.</b> The transcript is the truth
 * about what was received: the next process resumes after its last event, whatever else was saved.
 * A message that is typed is in the saved session before the screen shows it as pending, and stays
 * there until its result; it is repeated with the same id, which the server posts once.
 */
@NullMarked
package chat.charla.android.session;

import org.jspecify.annotations.NullMarked;
