package chat.charla.android;

import android.app.Application;
import android.content.Context;
import chat.charla.android.session.Channels;
import chat.charla.android.session.ChatSession;
import chat.charla.android.session.TransportFactory;
import org.jspecify.annotations.Nullable;

/** Holds the chat session. The session outlives every screen. */
public class CharlaApplication extends Application {
  private @Nullable ChatSession session;

  /**
   * The session of the application that this context belongs to. Must be called on the main thread.
   */
  public static ChatSession session(Context context) {
    return ((CharlaApplication) context.getApplicationContext()).session();
  }

  /** Creates the factory of transports to servers. Tests override this method. */
  protected TransportFactory transports() {
    return new Channels(this);
  }

  private ChatSession session() {
    ChatSession existing = session;
    if (existing == null) {
      existing = new ChatSession(this, transports());
      session = existing;
    }
    return existing;
  }
}
