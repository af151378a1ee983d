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
 * The part of {@link ChatSession} that runs on the session's thread. It starts and ends
 * participations, and publishes the state. A {@link Participation} is the use of one server by one
 * identity.
 *
 * <p>There is one participation at a time, because two would write to the same files. A
 * participation ends asynchronously, and the next one starts only after that.
 *
 * <p>The session's thread owns this object.
 */
final class SessionWorker implements Participation.Owner, NetworkWatch.Listener {
  /** The publisher is notified on the session's thread. */
  interface Publisher {
    /** Publishes the current state. */
    void publish(SessionState state);

    /** Replaces the conversations. The receiver owns them. */
    void publish(Conversations conversations);

    /** Applies a change to the newest conversations. */
    void change(Consumer<Conversations> change);

    /**
     * Reports whether a message to send was accepted: true if it is saved, so that it will be sent;
     * false if there is no participation that could send it.
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
  private @Nullable Participation participation;
  private boolean ending;

  /** What to do when the participation has ended. */
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

  /** Continues with the saved identity, if there is one, because a screen has become visible. */
  void open() {
    if (watch == null) {
      watch = new NetworkWatch(context, scheduler::execute, this);
    }
    afterParticipation(
        false,
        () -> {
          ServerSettings last = storage.server();
          server = last;
          name = storage.name();
          identityKnown = last != null && hasIdentity(last);
          if (last != null && identityKnown) {
            begin(last);
          } else {
            publish();
          }
        });
  }

  /** Ends the participation, because no screen is visible. */
  void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    afterParticipation(false, this::publish);
  }

  /** Connects to this server; a new identity joins with this name. */
  void connect(ServerSettings wanted, String wantedName) {
    Participation present = active();
    boolean onlyName = present != null && wanted.equals(server) && isNameNeeded();
    server = wanted;
    name = wantedName;
    problem = null;
    try {
      storage.saveLogin(wanted, wantedName);
    } catch (IOException failure) {
      LOGGER.log(Level.SEVERE, "the login cannot be saved", failure);
    }
    if (present != null && onlyName) {
      present.useName(wantedName);
      return;
    }
    afterParticipation(
        false,
        () -> {
          identityKnown = hasIdentity(wanted);
          begin(wanted);
        });
  }

  void send(Target target, String text) {
    Participation present = active();
    if (present == null) {
      publisher.messageAccepted(false);
    } else {
      present.send(target, text);
    }
  }

  @Override
  public void onState(ConnectionState state) {
    connection = state;
    boolean over =
        state.kind() == ConnectionState.Kind.LEFT || state.stopReason() == StopReason.SESSION_ENDED;
    if (over) {
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
    with(Participation::changeNetwork);
  }

  private void begin(ServerSettings wanted) {
    connection = null;
    problem = null;
    try {
      TransportFactory.Link link = transports.open(wanted);
      Participation begun = new Participation(storage, wanted, link, scheduler, name, this);
      participation = begun;
      begun.start();
    } catch (CleartextNotPermittedException forbidden) {
      identityKnown = false;
      problem = Problem.cleartext();
    }
    publish();
  }

  /**
   * Ends the participation, if there is one, and runs the task afterwards. A later call replaces a
   * task that has not run yet.
   *
   * @param forget true to delete the saved session and the transcript as well
   */
  private void afterParticipation(boolean forget, Runnable task) {
    next = task;
    if (participation == null) {
      doNext();
    } else if (!ending) {
      ending = true;
      if (forget) {
        participation.closeAndForget(this::participationEnded);
      } else {
        participation.close(this::participationEnded);
      }
    }
  }

  private void participationEnded() {
    participation = null;
    ending = false;
    connection = null;
    doNext();
  }

  private void doNext() {
    Runnable task = next;
    next = () -> {};
    task.run();
  }

  /** Ends the participation. The connect screen shows the cause. */
  private void giveUp(@Nullable CallFailure cause, boolean forget) {
    afterParticipation(
        forget,
        () -> {
          identityKnown = false;
          problem = cause == null ? null : Problem.failed(cause);
          publisher.publish(new Conversations(""));
          publish();
        });
  }

  /** Whether the client cannot join and a retry would not help, so that the user has to decide. */
  private static boolean isFinal(ConnectionState state) {
    if (state.kind() == ConnectionState.Kind.STOPPED) {
      return state.stopReason() == StopReason.REFUSED;
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

  private @Nullable Participation active() {
    return ending ? null : participation;
  }

  /** Applies the action to the current participation, if there is one. */
  void with(Consumer<Participation> action) {
    Participation present = active();
    if (present != null) {
      action.accept(present);
    }
  }

  private void publish() {
    publisher.publish(
        new SessionState(true, server, name, identityKnown, connection, networkAvailable, problem));
  }
}
