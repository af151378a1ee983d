/**
 * The two screens. {@link chat.charla.android.ui.ConnectActivity} asks for a server and a name.
 * {@link chat.charla.android.ui.ConversationActivity} shows the conversations. All widgets are
 * Android's own.
 *
 * <p>In {@code onSessionChanged}, each screen reads the state of the session and updates its
 * widgets. The state also decides which of the two screens is shown: the wrong screen starts the
 * right screen and finishes. So a screen saves only the text that the user is typing and the
 * selection.
 */
@NullMarked
package chat.charla.android.ui;

import org.jspecify.annotations.NullMarked;
