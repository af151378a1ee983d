/**
 * Connects to the server, and saves the state in files. Start at {@link
 * chat.charla.android.session.ChatSession}.
 *
 * <ul>
 *   <li>{@link chat.charla.android.session.ChatSession} is what screens use. It connects while a
 *       screen is visible, and stays connected through a rotation.
 *   <li>{@code Participation} lasts from one connect to the disconnect: it runs a client of the
 *       library {@code chat.charla.client}, and records its events.
 *   <li>{@link chat.charla.android.session.Channels} opens the connection, and {@link
 *       chat.charla.android.session.NetworkWatch} detects that the device changes networks.
 *   <li>{@link chat.charla.android.session.TranscriptFile} and {@link
 *       chat.charla.android.session.Storage} write the files.
 * </ul>
 *
 * <p><b>Nothing is lost or duplicated, whenever the process ends.</b> The transcript decides what
 * was received: the next process resumes after the last event in it, whatever the other files
 * contain. A message is in the file of the {@link chat.charla.client.SavedSession} before the
 * screen shows it as pending, and stays there until there is a result. The client repeats the
 * message with the same id, and the server posts only one message with the same id.
 */
@NullMarked
package chat.charla.android.session;

import org.jspecify.annotations.NullMarked;
