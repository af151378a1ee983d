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
import java.io.File;
import java.io.IOException;
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
final class SessionWorker implements RecordingClient.Owner, NetworkWatch.Listener {
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
  }

  private static final Logger LOGGER = Logger.getLogger(SessionWorker.class.getName());

  private final Context context;
  private final TransportFactory transports;
  private final Scheduler scheduler;
  private final Publisher publisher;
  private final Storage storage;

  private @Nullable ServerSettings server;
  private String name = "";
  private boolean identityKnown;
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
          ServerSettings last = storage.server();
          server = last;
          name = storage.name();
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

  /** Connects to this server. If no identity is saved for the server, joins with this name. */
  void connect(ServerSettings wanted, String wantedName) {
    RecordingClient active = activeClient();
    boolean onlyNameNeeded = active != null && wanted.equals(server) && isNameNeeded();
    server = wanted;
    name = wantedName;
    problem = null;
    try {
      storage.saveLogin(wanted, wantedName);
    } catch (IOException failure) {
      LOGGER.log(Level.SEVERE, "the login cannot be saved", failure);
    }
    if (active != null && onlyNameNeeded) {
      active.useName(wantedName);
      return;
    }
    closeClientThen(
        false,
        () -> {
          identityKnown = hasIdentity(wanted);
          start(wanted);
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
  public void onAvailability(boolean available) {
    networkAvailable = available;
    publish();
  }

  @Override
  public void onOtherNetwork() {
    runOnClient(RecordingClient::changeNetwork);
  }

  private void start(ServerSettings wanted) {
    connection = null;
    problem = null;
    try {
      TransportFactory.Link link = transports.open(wanted);
      RecordingClient started = new RecordingClient(storage, wanted, link, scheduler, name, this);
      client = started;
      started.start();
    } catch (CleartextNotPermittedException forbidden) {
      identityKnown = false;
      problem = Problem.cleartext();
    }
    publish();
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
    runNext();
  }

  private void runNext() {
    Runnable task = next;
    next = () -> {};
    task.run();
  }

  /** Closes the client. The connect screen then shows the cause. */
  private void giveUp(@Nullable CallFailure cause, boolean forget) {
    closeClientThen(
        forget,
        () -> {
          identityKnown = false;
          problem = cause == null ? null : Problem.failed(cause);
          publisher.publish(new Conversations(""));
          publish();
        });
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

  /** Passes the client to the action, if there is a client that is not closing. */
  void runOnClient(Consumer<RecordingClient> action) {
    RecordingClient active = activeClient();
    if (active != null) {
      action.accept(active);
    }
  }

  private void publish() {
    publisher.publish(
        new SessionState(true, server, name, identityKnown, connection, networkAvailable, problem));
  }
}
