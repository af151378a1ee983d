/**
 * The screens. {@link chat.charla.android.ui.ConnectActivity} asks for a server, and for a name or
 * an account. {@link chat.charla.android.ui.ConversationActivity} shows the conversations. {@link
 * chat.charla.android.ui.DevicesActivity} shows the sessions of the account. All widgets are
 * Android's own.
 *
 * <p>In {@code onSessionChanged}, each screen reads the state of the session and updates its
 * widgets. The state also decides which of the first two screens is shown. A screen that must not
 * be shown starts the other screen, and finishes. All other state is in the session, so a screen
 * saves only the selection and the text that the user is typing.
 */
@NullMarked
package chat.charla.android.ui;

import org.jspecify.annotations.NullMarked;
