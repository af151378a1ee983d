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
 * The chat of this application, for as long as the process lives. Screens come and go: the first
 * one to be visible makes it connect, and when the last one has gone it disconnects and keeps what
 * the next time needs. A screen that goes only because the device is turned changes nothing.
 *
 * <p>All methods are called on the main thread and return at once. What they ask for happens on the
 * session's thread, in the order of the calls, and arrives at the screens on the main thread.
 */
public final class ChatSession {
  /** What is told of changes while it is visible; on the main thread. */
  public interface Screen {
    /** Something is different: the state, or a conversation. */
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

  /** A session that is not open. */
  public ChatSession(Context context, TransportFactory transports) {
    Context application = context.getApplicationContext();
    this.worker =
        new SessionWorker(
            application,
            transports,
            scheduler,
            // Asking for the directory makes it, so that is left to the session's thread.
            () -> new File(application.getNoBackupFilesDir(), "charla"),
            new ToMainThread());
  }

  /** A screen is visible: call it in {@code onStart}. */
  public void started(Screen screen) {
    screens.add(screen);
    if (!open) {
      open = true;
      scheduler.execute(worker::open);
    }
    screen.onSessionChanged();
  }

  /**
   * A screen is no longer visible: call it in {@code onStop}.
   *
   * @param changingConfigurations whether another one takes its place at once
   */
  public void stopped(Screen screen, boolean changingConfigurations) {
    screens.remove(screen);
    if (screens.isEmpty() && !changingConfigurations && open) {
      open = false;
      scheduler.execute(worker::close);
    }
  }

  /** How things are. */
  public SessionState state() {
    return state;
  }

  /** What there is to see. */
  public Conversations conversations() {
    return conversations;
  }

  /** Joins, or goes on as who the user was on that server. */
  public void connect(ServerSettings server, String name) {
    scheduler.execute(() -> worker.connect(server, name));
  }

  /** Whether a message is on its way to the disk; until then another one has to wait. */
  public boolean isSending() {
    return sending != null;
  }

  /** The text that has got to the disk since this was asked last, or null. */
  public @Nullable String takeSent() {
    String taken = sent;
    sent = null;
    return taken;
  }

  /**
   * Sends a message, which is pending as soon as it is on disk. Until then the screen keeps the
   * text where it was typed; {@link #takeSent} says when to clear it, also to the screen that has
   * taken the first one's place.
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

  /** Looks at a conversation. */
  public void select(Target conversation) {
    conversations.select(conversation);
    renderSoon();
  }

  /** Opens a private conversation, and looks at it. */
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

  /** Enters a room, when connected, and looks at it. */
  public void enterRoom(String room) {
    with(present -> present.enterRoom(room));
    select(Target.room(room));
  }

  /** Leaves a room, when connected. */
  public void leaveRoom(String room) {
    with(present -> present.leaveRoom(room));
  }

  /** Ends the identity, when connected. */
  public void leave() {
    with(Participation::leave);
  }

  /** Tries to connect now. */
  public void tryNow() {
    with(Participation::tryNow);
  }

  private void with(Consumer<Participation> action) {
    scheduler.execute(() -> worker.with(action));
  }

  /** However much has changed, the screens are told once. */
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

  /** Brings over what the worker tells. */
  private final class ToMainThread implements SessionWorker.Publisher {
    @Override
    public void publish(SessionState published) {
      onMain(() -> state = published);
    }

    @Override
    public void publish(Conversations published) {
      onMain(
          () -> {
            published.goOnAs(conversations);
            conversations = published;
          });
    }

    @Override
    public void change(Consumer<Conversations> change) {
      onMain(() -> change.accept(conversations));
    }

    @Override
    public void sendingDone(boolean kept) {
      onMain(
          () -> {
            sent = kept ? sending : sent;
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
