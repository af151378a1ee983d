/**
 * The two screens, with widgets of the framework only: {@link
 * chat.charla.android.ui.ConnectActivity} asks for a server and a name, {@link
 * chat.charla.android.ui.ConversationActivity} is the chat.
 *
 * <p>Both do the same in {@code onSessionChanged}: they read the state of the session and update
 * the widgets. The state also decides which of the two screens to show: a screen that must not be
 * shown starts the other screen and finishes. So for a rotation a screen saves only what the user
 * is entering or has selected.
 */
@NullMarked
package chat.charla.android.ui;

import org.jspecify.annotations.NullMarked;
