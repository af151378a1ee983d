package chat.charla.android;

import android.app.Application;
import android.content.Context;
import chat.charla.android.session.Channels;
import chat.charla.android.session.ChatSession;
import chat.charla.android.session.TransportFactory;
import org.jspecify.annotations.Nullable;

/** Holds the session, which outlives every screen. */
public class CharlaApplication extends Application {
  private @Nullable ChatSession session;

  /**
   * The session of the application to which this context belongs. The caller must be on the main
   * thread.
   */
  public static ChatSession session(Context context) {
    return ((CharlaApplication) context.getApplicationContext()).session();
  }

  /** Creates the factory of transports to servers. Tests override this method. */
  protected TransportFactory transports() {
    return new Channels(this);
  }

  private ChatSession session() {
    ChatSession present = session;
    if (present == null) {
      present = new ChatSession(this, transports());
      session = present;
    }
    return present;
  }
}
