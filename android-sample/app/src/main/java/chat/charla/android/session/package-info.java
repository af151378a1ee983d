/**
 * Connects to the server, and saves the state in files. Start at {@link
 * chat.charla.android.session.ChatSession}.
 *
 * <ul>
 *   <li>{@link chat.charla.android.session.ChatSession} is the object that the screens use. It is
 *       connected while a screen is visible, and stays connected through a rotation.
 *   <li>{@code RecordingClient} exists while the session is connected. It runs a client of the
 *       library {@code chat.charla.client}, and records the events of the client.
 *   <li>{@code AccountCalls} makes the calls about the account. It logs in and registers with a
 *       client that is not started yet. If the account is another identity than the saved one, a
 *       new client continues, which has none of the cursors of the former identity.
 *   <li>{@link chat.charla.android.session.Channels} opens the channel to the server, and {@link
 *       chat.charla.android.session.NetworkWatch} detects that the device uses another network.
 *   <li>{@link chat.charla.android.session.TranscriptFile} and {@link
 *       chat.charla.android.session.Storage} read and write the files.
 * </ul>
 *
 * <p><b>The process may end at any time: no message is lost or posted twice.</b> The next process
 * resumes after the last event in the transcript, even if the other files differ from the
 * transcript. A message is in the file of the {@link chat.charla.client.SavedSession} before the
 * screen shows it as pending, and stays in that file until there is a result. The client repeats
 * the message with the same id, and the server posts only one message with the same id.
 */
@NullMarked
package chat.charla.android.session;

import org.jspecify.annotations.NullMarked;
