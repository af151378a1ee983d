package chat.charla.android.session;

import android.content.Context;
import chat.charla.android.conversation.Conversations;
import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import chat.charla.client.SavedSession;
import chat.charla.client.Scheduler;
import chat.charla.client.StopReason;
import chat.charla.client.Target;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link ChatSession} that runs on the session's thread. It starts and closes the
 * client, and publishes the state.
 *
 * <p>There is at most one client at a time, because two clients would write to the same files. A
 * client closes asynchronously, and the next client starts only afterwards.
 *
 * <p>The session's thread owns this object.
 */
final class SessionWorker
    implements RecordingClient.Owner, AccountCalls.Owner, NetworkWatch.Listener {
  /** Receives the state and its changes, on the session's thread. */
  interface Publisher {
    /** Publishes the current state. */
    void publish(SessionState state);

    /** Replaces the conversations by these. */
    void publish(Conversations conversations);

    /** Applies a change to the newest conversations. */
    void change(Consumer<Conversations> change);

    /**
     * Reports whether a message was accepted: true if it is saved and will be sent; false if there
     * is no client that can send it.
     */
    void messageAccepted(boolean saved);

    /** A room could not be entered or left. */
    void roomRefused(String room, Error error);

    /** The sessions of the account; null if they are not known. */
    void sessions(@Nullable List<Session> sessions);

    /** The outcome of an action on the account. */
    void accountOutcome(AccountOutcome outcome);
  }

  private static final Logger LOGGER = Logger.getLogger(SessionWorker.class.getName());

  private final Context context;
  private final TransportFactory transports;
  private final Scheduler scheduler;
  private final Publisher publisher;
  private final Storage storage;

  private @Nullable ServerSettings server;
  private String name = "";
  private Login login = Login.fromProperties(new Properties());
  private boolean account;
  private boolean identityKnown;

  /** The server of the saved account, if the account's session has ended; otherwise null. */
  private @Nullable ServerSettings signedOutOf;

  /** Logs in or registers once more, if the server wants another request id; otherwise null. */
  private @Nullable Runnable repetition;

  /** Whether a log-in or a registration has no answer yet. */
  private boolean signingIn;

  private @Nullable ConnectionState connection;
  private boolean networkAvailable = true;
  private @Nullable Problem problem;

  private @Nullable NetworkWatch watch;
  private @Nullable RecordingClient client;
  private boolean closing;

  /** Runs after the client has closed. */
  private Runnable next = () -> {};

  SessionWorker(
      Context context,
      TransportFactory transports,
      Scheduler scheduler,
      Supplier<File> directory,
      Publisher publisher) {
    this.context = context;
    this.transports = transports;
    this.scheduler = scheduler;
    this.publisher = publisher;
    this.storage = new Storage(directory);
  }

  /** Connects with the saved identity, if there is one, because a screen has become visible. */
  void open() {
    if (watch == null) {
      watch = new NetworkWatch(context, scheduler::execute, this);
    }
    closeClientThen(
        false,
        () -> {
          login = storage.login();
          ServerSettings last = login.server();
          server = last;
          name = login.name();
          identityKnown = last != null && hasIdentity(last);
          if (last != null && identityKnown) {
            start(last);
          } else {
            publish();
          }
        });
  }

  /** Closes the client, because no screen is visible. */
  void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    closeClientThen(false, this::publish);
  }

  /**
   * Connects to this server. If no identity is saved for the server, joins as a guest with this
   * name. A saved account whose session has ended is deleted from this device.
   */
  void connect(ServerSettings wanted, String wantedName) {
    RecordingClient active = activeClient();
    boolean onlyNameNeeded = active != null && wanted.equals(server) && isNameNeeded();
    boolean accountGivenUp = wanted.equals(signedOutOf);
    useLogin(Login.asGuest(wanted, wantedName));
    if (active != null && onlyNameNeeded) {
      active.useName(wantedName);
      return;
    }
    closeClientThen(
        false,
        () -> {
          if (accountGivenUp) {
            SavedIdentity.giveUp(storage, wanted);
          }
          identityKnown = hasIdentity(wanted);
          start(wanted);
        });
  }

  /**
   * Logs in to an account on this server, or registers or recovers one. Then connects.
   *
   * @param kind LOG_IN, REGISTER or RECOVER
   * @param code the code of an invitation or of a recovery; may be empty
   */
  void signIn(
      ServerSettings wanted, String wantedName, EntryKind kind, String password, String code) {
    useLogin(Login.toAccount(wanted, wantedName, kind, login));
    closeClientThen(false, () -> callSignIn(wanted, password, code, true));
  }

  /**
   * Logs in, registers or recovers with a client that is not started. If the saved identity is the
   * account, the client keeps its pending messages.
   *
   * @param mayRepeat whether to make the call once more if the server wants another request id
   */
  private void callSignIn(ServerSettings wanted, String password, String code, boolean mayRepeat) {
    if (login.kind() == EntryKind.REGISTER && hasAccount(wanted)) {
      // The user registers another account. The saved account is not changed on the server.
      SavedIdentity.giveUp(storage, wanted);
    }
    signingIn = true;
    RecordingClient created = create(wanted);
    // The conversations of the saved identity are shown only if the client continues with it.
    identityKnown = false;
    if (created == null) {
      signingIn = false;
    } else {
      client = created;
      repetition = mayRepeat ? () -> callSignIn(wanted, password, code, false) : null;
      AccountCalls calls = created.account(this);
      switch (login.kind()) {
        case REGISTER -> calls.register(login.name(), password, code, login.requestId());
        case RECOVER -> calls.recover(login.name(), code, password, login.requestId());
        case LOG_IN, GUEST -> calls.logIn(login.name(), password, login.requestId());
      }
    }
    publish();
  }

  @Override
  public void onSignedIn(boolean otherIdentity) {
    signingIn = false;
    signedOutOf = null;
    identityKnown = true;
    saveLogin(login.answered());
    ServerSettings wanted = server;
    if (otherIdentity && wanted != null) {
      closeClientThen(false, () -> start(wanted));
    } else {
      runOnClient(RecordingClient::start);
    }
  }

  @Override
  public void onSignInFailed(CallFailure failure) {
    Runnable again = needsAnotherId(failure) ? repetition : null;
    boolean guestHasEnded =
        login.kind() == EntryKind.REGISTER
            && failure.reason() != ErrorReason.ERROR_REASON_REQUEST_ID_REUSED;
    ServerSettings wanted = server;
    closeClientThen(
        false,
        () -> {
          if (again != null && wanted != null) {
            if (guestHasEnded) {
              SavedIdentity.giveUp(storage, wanted);
            }
            saveLogin(login.withAnotherId());
            again.run();
          } else {
            fail(failure);
          }
        });
  }

  void send(Target target, String text) {
    RecordingClient active = activeClient();
    if (active == null) {
      publisher.messageAccepted(false);
    } else {
      active.send(target, text);
    }
  }

  @Override
  public void onState(ConnectionState state) {
    connection = state;
    boolean identityEnded =
        state.kind() == ConnectionState.Kind.LEFT || state.stopReason() == StopReason.SESSION_ENDED;
    if (identityEnded) {
      giveUp(state.cause(), true);
    } else if (isSignedOut(state)) {
      signedOutOf = server;
      giveUp(state.cause(), false);
    } else if (!identityKnown && isFinal(state)) {
      giveUp(state.cause(), false);
    } else {
      publish();
    }
  }

  @Override
  public void onConversations(Conversations conversations) {
    identityKnown = true;
    publisher.publish(conversations);
    publish();
  }

  @Override
  public void onSelf(User self) {
    name = self.getName().isEmpty() ? name : self.getName();
    account = self.getKind() == UserKind.USER_KIND_ACCOUNT;
    if (account && login.kind() != EntryKind.LOG_IN && login.requestId().isEmpty()) {
      // The next time, the user has to log in to the account.
      saveLogin(login.answered());
    }
    publish();
  }

  @Override
  public void onChange(Consumer<Conversations> change) {
    publisher.change(change);
  }

  @Override
  public void onSaved() {
    publisher.messageAccepted(true);
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    publisher.roomRefused(room, error);
  }

  @Override
  public void onSessions(List<Session> sessions) {
    publisher.sessions(sessions);
  }

  @Override
  public void onOutcome(AccountOutcome outcome) {
    publisher.accountOutcome(outcome);
  }

  @Override
  public void onAvailability(boolean available) {
    networkAvailable = available;
    publish();
  }

  @Override
  public void onOtherNetwork() {
    runOnClient(RecordingClient::changeNetwork);
  }

  private void start(ServerSettings wanted) {
    signedOutOf = null;
    RecordingClient created = create(wanted);
    if (created != null) {
      client = created;
      created.start();
    }
    publish();
  }

  /** Creates a client that is not started. If that is not possible, sets the problem. */
  private @Nullable RecordingClient create(ServerSettings wanted) {
    connection = null;
    problem = null;
    account = false;
    try {
      TransportFactory.Link link = transports.open(wanted);
      return new RecordingClient(storage, wanted, link, scheduler, login.name(), this);
    } catch (CleartextNotPermittedException forbidden) {
      identityKnown = false;
      problem = Problem.cleartext();
      return null;
    }
  }

  /**
   * Closes the client, if there is one, and then runs the task. A later call of this method
   * replaces a task that has not run yet.
   *
   * @param forget true to delete the saved session and the transcript as well
   */
  private void closeClientThen(boolean forget, Runnable task) {
    next = task;
    if (client == null) {
      runNext();
    } else if (!closing) {
      closing = true;
      if (forget) {
        client.closeAndForget(this::clientClosed);
      } else {
        client.close(this::clientClosed);
      }
    }
  }

  private void clientClosed() {
    client = null;
    closing = false;
    connection = null;
    signingIn = false;
    repetition = null;
    publisher.sessions(null);
    runNext();
  }

  private void runNext() {
    Runnable task = next;
    next = () -> {};
    task.run();
  }

  /** Closes the client. The connect screen then shows the cause. */
  private void giveUp(@Nullable CallFailure cause, boolean forget) {
    closeClientThen(forget, () -> fail(cause));
  }

  private void fail(@Nullable CallFailure cause) {
    identityKnown = false;
    name = login.name();
    problem = cause == null ? null : Problem.failed(cause);
    publisher.publish(new Conversations(""));
    publish();
  }

  private void useLogin(Login wanted) {
    server = wanted.server();
    name = wanted.name();
    problem = null;
    saveLogin(wanted);
  }

  private void saveLogin(Login changed) {
    login = changed;
    try {
      storage.saveLogin(changed);
    } catch (IOException failure) {
      LOGGER.log(Level.SEVERE, "the login cannot be saved", failure);
    }
  }

  /**
   * Whether the client cannot join, and a retry would not help. Then the user must change the
   * server or the name.
   */
  private static boolean isFinal(ConnectionState state) {
    if (state.kind() == ConnectionState.Kind.STOPPED) {
      return state.stopReason() == StopReason.REFUSED
          || state.stopReason() == StopReason.ACCOUNT_REQUIRED;
    }
    CallFailure cause = state.cause();
    return state.kind() == ConnectionState.Kind.WAITING
        && cause != null
        && TlsProblem.of(cause) != null;
  }

  /** Whether the session of an account has ended, so that the user can log in again. */
  private static boolean isSignedOut(ConnectionState state) {
    StopReason reason = state.stopReason();
    return reason == StopReason.SESSION_REVOKED
        || reason == StopReason.ACCOUNT_SUSPENDED
        || reason == StopReason.SESSION_EXPIRED;
  }

  /**
   * Whether a log-in or a registration has to be repeated with another request id. This is so if
   * the earlier call with the id has opened a session that has ended or whose password has changed,
   * or if the guest to be registered has ended.
   */
  private static boolean needsAnotherId(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_REQUEST_ID_REUSED,
          ERROR_REASON_SESSION_ENDED,
          ERROR_REASON_SESSION_EXPIRED,
          ERROR_REASON_SESSION_REVOKED ->
          true;
      default -> false;
    };
  }

  private boolean hasAccount(ServerSettings wanted) {
    SavedSession saved = storage.session(wanted);
    return saved != null && saved.isAccount();
  }

  private boolean hasIdentity(ServerSettings wanted) {
    SavedSession saved = storage.session(wanted);
    return saved != null && saved.token() != null;
  }

  private boolean isNameNeeded() {
    return connection != null && connection.kind() == ConnectionState.Kind.NAME_NEEDED;
  }

  private @Nullable RecordingClient activeClient() {
    return closing ? null : client;
  }

  /** Passes the calls about the account to the action, if there is a client. */
  void runOnAccount(Consumer<AccountCalls> action) {
    runOnClient(active -> action.accept(active.account(this)));
  }

  /** Passes the client to the action, if there is a client that is not closing. */
  void runOnClient(Consumer<RecordingClient> action) {
    RecordingClient active = activeClient();
    if (active != null) {
      action.accept(active);
    }
  }

  private void publish() {
    publisher.publish(
        new SessionState(
            server,
            name,
            login.kind(),
            new SessionState.Identity(identityKnown, account, signingIn),
            connection,
            networkAvailable,
            problem));
  }
}
