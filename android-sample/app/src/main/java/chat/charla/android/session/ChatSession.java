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
import chat.charla.v1.Session;
import chat.charla.v1.User;
import java.io.File;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application's only chat session. It exists as long as the process. It connects when the first
 * screen becomes visible. When the last visible screen is hidden, it saves its state and
 * disconnects. If a screen stops only because the device is rotated, the session stays connected.
 *
 * <p>All methods must be called on the main thread, and do not block. The session's thread does the
 * work, in the order of the calls. The screens are notified on the main thread.
 */
public final class ChatSession {
  /** A screen that is notified of changes while it is visible, on the main thread. */
  public interface Screen {
    /** The state or a conversation has changed. */
    void onSessionChanged();

    /** A room could not be entered or left. */
    default void onRoomRefused(String room, Error error) {}

    /** An action on the account has succeeded or failed. */
    default void onAccountOutcome(AccountOutcome outcome) {}
  }

  private final Handler main = new Handler(Looper.getMainLooper());
  private final SingleThreadScheduler scheduler = new SingleThreadScheduler("charla-session");
  private final SessionWorker worker;

  private final Set<Screen> screens = new LinkedHashSet<>();
  private SessionState state = SessionState.LOADING;
  private Conversations conversations = new Conversations("");
  private @Nullable List<Session> sessions;
  private boolean renderingDue;
  private boolean open;
  private @Nullable String sendingText;
  private @Nullable String sentText;

  /** Creates a session that is not open. */
  public ChatSession(Context context, TransportFactory transports) {
    Context application = context.getApplicationContext();
    this.worker =
        new SessionWorker(
            application,
            transports,
            scheduler,
            // getNoBackupFilesDir writes to the disk, so only the session's thread calls it.
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
   * @param changingConfigurations true if Android immediately replaces this screen by a new one,
   *     for example in a rotation
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

  /**
   * Connects to a server. If an identity is saved for this server, it is used; otherwise, or if the
   * server has ended the session of the saved account, the client joins as a guest with this name.
   */
  public void connect(ServerSettings server, String name) {
    scheduler.execute(() -> worker.connect(server, name));
  }

  /**
   * Logs in to an account on a server, or registers or recovers an account, and connects. If the
   * saved identity is this account, its pending messages stay pending. Otherwise they become failed
   * messages.
   *
   * @param kind LOG_IN, REGISTER or RECOVER
   * @param password is sent to the server, and saved nowhere. With RECOVER, it is the new password.
   * @param code the recovery code, or the code of an invitation, which some servers need for a
   *     registration; otherwise empty. It is saved nowhere, either.
   */
  public void signIn(
      ServerSettings server, String name, EntryKind kind, String password, String code) {
    scheduler.execute(() -> worker.signIn(server, name, kind, password, code));
  }

  /** Whether a message is being saved. Meanwhile no other message can be sent. */
  public boolean isSending() {
    return sendingText != null;
  }

  /**
   * Returns the text of the message that was saved since the previous call of this method, or null
   * if no message was saved.
   */
  public @Nullable String takeSent() {
    String taken = sentText;
    sentText = null;
    return taken;
  }

  /**
   * Saves a message, and then sends it. While the message is being saved, the screen keeps the text
   * in its input field. When {@link #takeSent} returns the text, this screen, or the screen that
   * has replaced it, clears the field.
   */
  public void send(Target target, String text) {
    sendingText = text;
    scheduler.execute(() -> worker.send(target, text));
  }

  /** Sends a failed message again, if {@link FailedMessage#mayBeSentAgain} is true. */
  public void sendAgain(FailedMessage failed) {
    runOnClient(client -> client.sendAgain(failed));
  }

  /** Deletes a failed message. */
  public void discard(FailedMessage failed) {
    runOnClient(client -> client.discard(failed));
  }

  /** Selects a conversation. */
  public void select(Target conversation) {
    conversations.select(conversation);
    renderSoon();
  }

  /** Opens a private conversation, and selects it. */
  public void openPrivate(String userId, String name) {
    User partner = User.newBuilder().setId(userId).setName(name).build();
    runOnClient(client -> client.openPrivate(partner));
    select(Target.user(userId));
  }

  /** Records that the user has seen all messages of this conversation. */
  public void markRead(Conversation conversation) {
    long sequence = conversation.lastSequence();
    if (sequence > conversation.readSequence()) {
      conversations.onRead(conversation.key(), sequence);
      runOnClient(client -> client.markRead(conversation.key(), sequence));
    }
  }

  /** Enters a room as soon as the client is connected, and selects the room. */
  public void enterRoom(String room) {
    runOnClient(client -> client.enterRoom(room));
    select(Target.room(room));
  }

  /** Leaves a room as soon as the client is connected. */
  public void leaveRoom(String room) {
    runOnClient(client -> client.leaveRoom(room));
  }

  /**
   * Turns the guest into an account, which keeps the guest's id, name, rooms and messages. {@link
   * Screen#onAccountOutcome} has the outcome of this method and of the next ones.
   *
   * @param invitation the code of an invitation, which some servers need; otherwise empty
   */
  public void register(String password, String invitation) {
    scheduler.execute(
        () -> worker.runOnAccount(calls -> calls.registerGuest(password, invitation)));
  }

  /** Changes the password of the account, which ends all its other sessions. */
  public void changePassword(String present, String chosen) {
    scheduler.execute(() -> worker.runOnAccount(calls -> calls.changePassword(present, chosen)));
  }

  /** Asks the server for the sessions of the account. */
  public void loadSessions() {
    scheduler.execute(() -> worker.runOnAccount(AccountCalls::listSessions));
  }

  /** The sessions of the account, or null if they are not known. */
  public @Nullable List<Session> sessions() {
    return sessions;
  }

  /** Ends another session of the account. */
  public void revokeSession(String sessionId) {
    scheduler.execute(() -> worker.runOnAccount(calls -> calls.revoke(sessionId)));
  }

  /** Ends all other sessions of the account. */
  public void revokeOtherSessions() {
    scheduler.execute(() -> worker.runOnAccount(AccountCalls::revokeOthers));
  }

  /**
   * Leaves the chat as soon as the client is connected. That ends the identity of a guest, but only
   * this session of an account.
   */
  public void leave() {
    runOnClient(RecordingClient::leave);
  }

  /** Tries to connect immediately. */
  public void connectNow() {
    runOnClient(RecordingClient::connectNow);
  }

  private void runOnClient(Consumer<RecordingClient> action) {
    scheduler.execute(() -> worker.runOnClient(action));
  }

  /** Notifies the screens once for all changes that are queued on the main thread. */
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
            published.copyDraftsAndSelection(conversations);
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
            sentText = saved ? sendingText : sentText;
            sendingText = null;
          });
    }

    @Override
    public void roomRefused(String room, Error error) {
      main.post(() -> screens.forEach(screen -> screen.onRoomRefused(room, error)));
    }

    @Override
    public void sessions(@Nullable List<Session> published) {
      onMain(() -> sessions = published);
    }

    @Override
    public void accountOutcome(AccountOutcome outcome) {
      main.post(() -> screens.forEach(screen -> screen.onAccountOutcome(outcome)));
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
