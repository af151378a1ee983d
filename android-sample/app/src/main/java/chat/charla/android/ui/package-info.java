/**
 * The two screens, with widgets of the framework only: {@link
 * chat.charla.android.ui.ConnectActivity} asks where and who, {@link
 * chat.charla.android.ui.ConversationActivity} is the chat.
 *
 * <p>Both do the same thing in {@code onSessionChanged}: they look at the session and make the
 * widgets agree with it. Which of the two is right follows from the session, too; the other one
 * hands over. So there is nothing to keep for a rotation but what is being typed.
 */
@NullMarked
package chat.charla.android.ui;

import org.jspecify.annotations.NullMarked;
