package chat.charla.android.session;

import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import chat.charla.android.conversation.Conversation;
import chat.charla.android.conversation.Conversations;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.Target;
import chat.charla.v1.Error;
import chat.charla.v1.User;
import java.io.File;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application's chat session. There is one, and it lasts as long as the process. It connects
 * when the first screen becomes visible. When no screen is visible any more, it saves its state and
 * disconnects. If a screen stops only because the device is rotated, the session stays connected.
 *
 * <p>All methods must be called on the main thread, and return at once. They are carried out on the
 * session's thread, in the order of the calls, and the screens are notified on the main thread.
 */
public final class ChatSession {
  /** A screen is notified of changes while it is visible, on the main thread. */
  public interface Screen {
    /** The state or a conversation has changed. */
    void onSessionChanged();

    /** A room could not be entered or left. */
    default void onRoomRefused(String room, Error error) {}
  }

  private final Handler main = new Handler(Looper.getMainLooper());
  private final SingleThreadScheduler scheduler = new SingleThreadScheduler("charla-session");
  private final SessionWorker worker;

  private final Set<Screen> screens = new LinkedHashSet<>();
  private SessionState state = SessionState.LOADING;
  private Conversations conversations = new Conversations("");
  private boolean renderingDue;
  private boolean open;
  private @Nullable String sending;
  private @Nullable String sent;

  /** Creates a session that is not open. */
  public ChatSession(Context context, TransportFactory transports) {
    Context application = context.getApplicationContext();
    this.worker =
        new SessionWorker(
            application,
            transports,
            scheduler,
            // getNoBackupFilesDir creates the directory, so it is called on the session's thread.
            () -> new File(application.getNoBackupFilesDir(), "charla"),
            new ToMainThread());
  }

  /** Reports that a screen is visible. The screen must call this method in {@code onStart}. */
  public void started(Screen screen) {
    screens.add(screen);
    if (!open) {
      open = true;
      scheduler.execute(worker::open);
    }
    screen.onSessionChanged();
  }

  /**
   * Reports that a screen is no longer visible. The screen must call this method in {@code onStop}.
   *
   * @param changingConfigurations true if a new screen replaces this one immediately, as in a
   *     rotation
   */
  public void stopped(Screen screen, boolean changingConfigurations) {
    screens.remove(screen);
    if (screens.isEmpty() && !changingConfigurations && open) {
      open = false;
      scheduler.execute(worker::close);
    }
  }

  /** The state of the session. */
  public SessionState state() {
    return state;
  }

  /** The conversations. */
  public Conversations conversations() {
    return conversations;
  }

  /** Connects to a server with the identity saved for it, or joins with this name. */
  public void connect(ServerSettings server, String name) {
    scheduler.execute(() -> worker.connect(server, name));
  }

  /** Whether a message is being saved. Until it is saved, no other message can be sent. */
  public boolean isSending() {
    return sending != null;
  }

  /**
   * Returns the text of the message that was saved since the previous call, or null if there is
   * none.
   */
  public @Nullable String takeSent() {
    String taken = sent;
    sent = null;
    return taken;
  }

  /**
   * Sends a message, which is pending as soon as it is saved. While the message is being saved, the
   * screen keeps the text in its input field. {@link #takeSent} tells this screen, or the screen
   * that has replaced it, when to clear the field.
   */
  public void send(Target target, String text) {
    sending = text;
    scheduler.execute(() -> worker.send(target, text));
  }

  /** Sends a failed message again, if it {@link FailedMessage#mayBeSentAgain}. */
  public void sendAgain(FailedMessage failed) {
    with(present -> present.sendAgain(failed));
  }

  /** Forgets a failed message. */
  public void discard(FailedMessage failed) {
    with(present -> present.discard(failed));
  }

  /** Selects a conversation. */
  public void select(Target conversation) {
    conversations.select(conversation);
    renderSoon();
  }

  /** Opens a private conversation, and selects it. */
  public void openPrivate(String userId, String name) {
    User partner = User.newBuilder().setId(userId).setName(name).build();
    with(present -> present.openPrivate(partner));
    select(Target.user(userId));
  }

  /** The user has seen everything in this conversation. */
  public void markRead(Conversation conversation) {
    long sequence = conversation.lastSequence();
    if (sequence > conversation.readSequence()) {
      conversations.read(conversation.key(), sequence);
      with(present -> present.read(conversation.key(), sequence));
    }
  }

  /** Enters a room as soon as the client is connected, and selects the room. */
  public void enterRoom(String room) {
    with(present -> present.enterRoom(room));
    select(Target.room(room));
  }

  /** Leaves a room as soon as the client is connected. */
  public void leaveRoom(String room) {
    with(present -> present.leaveRoom(room));
  }

  /** Ends the identity as soon as the client is connected. */
  public void leave() {
    with(Participation::leave);
  }

  /** Tries to connect immediately. */
  public void tryNow() {
    with(Participation::tryNow);
  }

  private void with(Consumer<Participation> action) {
    scheduler.execute(() -> worker.with(action));
  }

  /** Notifies the screens once, after the changes that are queued on the main thread. */
  private void renderSoon() {
    if (!renderingDue) {
      renderingDue = true;
      main.post(
          () -> {
            renderingDue = false;
            for (Screen screen : new LinkedHashSet<>(screens)) {
              screen.onSessionChanged();
            }
          });
    }
  }

  /** Passes the worker's notifications to the main thread. */
  private final class ToMainThread implements SessionWorker.Publisher {
    @Override
    public void publish(SessionState published) {
      onMain(() -> state = published);
    }

    @Override
    public void publish(Conversations published) {
      onMain(
          () -> {
            published.takeOverView(conversations);
            conversations = published;
          });
    }

    @Override
    public void change(Consumer<Conversations> change) {
      onMain(() -> change.accept(conversations));
    }

    @Override
    public void messageAccepted(boolean saved) {
      onMain(
          () -> {
            sent = saved ? sending : sent;
            sending = null;
          });
    }

    @Override
    public void roomRefused(String room, Error error) {
      main.post(() -> screens.forEach(screen -> screen.onRoomRefused(room, error)));
    }

    private void onMain(Runnable change) {
      main.post(
          () -> {
            change.run();
            renderSoon();
          });
    }
  }
}
