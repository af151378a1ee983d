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
 * What {@link ChatSession} does off the main thread: it takes part in a chat or does not, and says
 * how things are.
 *
 * <p>There is one participation at a time, because two would write into the same files. One that
 * ends takes a few tasks to do so; what comes next waits for it.
 *
 * <p>Owned by the session's thread.
 */
final class SessionWorker implements Participation.Owner, NetworkWatch.Listener {
  /** Whom it tells, on the session's thread. */
  interface Publisher {
    /** Things are so now. */
    void publish(SessionState state);

    /** These are the conversations from now on. The receiver owns them. */
    void publish(Conversations conversations);

    /** A change for the newest conversations. */
    void change(Consumer<Conversations> change);

    /** The message that was to be sent is on disk, or could not be taken. */
    void sendingDone(boolean kept);

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
  private boolean somebody;
  private @Nullable ConnectionState connection;
  private boolean networkAvailable = true;
  private @Nullable Problem problem;

  private @Nullable NetworkWatch watch;
  private @Nullable Participation participation;
  private boolean ending;
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

  /** A screen is visible: continues with the last identity, if there is one. */
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
          somebody = last != null && hasIdentity(last);
          if (last != null && somebody) {
            begin(last);
          } else {
            publish();
          }
        });
  }

  /** No screen is visible. */
  void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    afterParticipation(false, this::publish);
  }

  /** The user wants to be this one there. */
  void connect(ServerSettings wanted, String wantedName) {
    Participation present = active();
    boolean onlyName = present != null && wanted.equals(server) && isNameNeeded();
    server = wanted;
    name = wantedName;
    problem = null;
    try {
      storage.keepLogin(wanted, wantedName);
    } catch (IOException failure) {
      LOGGER.log(Level.SEVERE, "the login cannot be kept", failure);
    }
    if (present != null && onlyName) {
      present.useName(wantedName);
      return;
    }
    afterParticipation(
        false,
        () -> {
          somebody = hasIdentity(wanted);
          begin(wanted);
        });
  }

  void send(Target target, String text) {
    Participation present = active();
    if (present == null) {
      publisher.sendingDone(false);
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
    } else if (!somebody && isHopeless(state)) {
      giveUp(state.cause(), false);
    } else {
      publish();
    }
  }

  @Override
  public void onConversations(Conversations conversations) {
    somebody = true;
    publisher.publish(conversations);
    publish();
  }

  @Override
  public void onChange(Consumer<Conversations> change) {
    publisher.change(change);
  }

  @Override
  public void onKept() {
    publisher.sendingDone(true);
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
      somebody = false;
      problem = Problem.cleartext();
    }
    publish();
  }

  /** Does this when no participation is left; of several wishes the last one counts. */
  private void afterParticipation(boolean forget, Runnable wish) {
    next = wish;
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
    Runnable wish = next;
    next = () -> {};
    wish.run();
  }

  private void giveUp(@Nullable CallFailure cause, boolean forget) {
    afterParticipation(
        forget,
        () -> {
          somebody = false;
          problem = cause == null ? null : Problem.failed(cause);
          publisher.publish(new Conversations(""));
          publish();
        });
  }

  /** Who cannot get in is asked at once, where waiting would not change anything. */
  private static boolean isHopeless(ConnectionState state) {
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

  /** Does something with the present participation, if there is one. */
  void with(Consumer<Participation> action) {
    Participation present = active();
    if (present != null) {
      action.accept(present);
    }
  }

  private void publish() {
    publisher.publish(
        new SessionState(true, server, name, somebody, connection, networkAvailable, problem));
  }
}
