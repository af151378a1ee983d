package chat.charla.android.session;

import chat.charla.android.conversation.Conversations;
import chat.charla.android.conversation.Digest;
import chat.charla.android.conversation.Facts;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.android.conversation.Ledger;
import chat.charla.android.conversation.Person;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.ConnectionState;
import chat.charla.client.PendingMessage;
import chat.charla.client.SavedSession;
import chat.charla.client.Scheduler;
import chat.charla.client.Target;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Taking part in the chat of one server, from when the first screen appears to when the last one
 * goes: the client, and what it tells, written down and handed to the screens.
 *
 * <p>Owned by the session's thread.
 */
final class Participation implements ChatListener {
  /** Whom it tells, on the session's thread. */
  interface Owner {
    /** The connection is in another state. */
    void onState(ConnectionState state);

    /** These are the conversations from now on. The receiver owns them. */
    void onConversations(Conversations conversations);

    /** A change for the newest conversations. */
    void onChange(Consumer<Conversations> change);

    /** A message is on disk, and no concern of who typed it any more. */
    void onKept();

    /** A room could not be entered or left. */
    void onRoomRefused(String room, Error error);
  }

  private static final Logger LOGGER = Logger.getLogger(Participation.class.getName());

  /** How much of a room somebody sees who is new. */
  private static final int BACKLOG = 50;

  private static final int PAGE = 1_000;

  private final Storage storage;
  private final ServerSettings server;
  private final TransportFactory.Link link;
  private final Scheduler scheduler;
  private final Owner owner;
  private final ChatClient client;

  private String userId = "";
  private Ledger ledger = new Ledger("");
  private @Nullable TranscriptFile transcript;
  private boolean closed;

  /** What is sent again in this process though it may have been posted before. */
  private final Set<String> sentInDoubt = new HashSet<>();

  /** The operator's greeting, until there is a room to show it in. */
  private String welcome = "";

  /**
   * Reads what is kept. Nothing is sent before {@link #start}.
   *
   * @param name the name to join with, if there is no identity yet
   */
  Participation(
      Storage storage,
      ServerSettings server,
      TransportFactory.Link link,
      Scheduler scheduler,
      String name,
      Owner owner) {
    this.storage = storage;
    this.server = server;
    this.link = link;
    this.scheduler = scheduler;
    this.owner = owner;
    SavedSession saved = storage.session(server);
    if (saved != null && !saved.userId().isEmpty()) {
      String savedName = saved.name();
      beSomebody(
          User.newBuilder()
              .setId(saved.userId())
              .setName(savedName == null ? "" : savedName)
              .build());
    }
    ClientOptions options = ClientOptions.builder().name(name).backlog(BACKLOG).build();
    this.client =
        new ChatClient(
            link.transport(),
            scheduler,
            options,
            this,
            saved == null ? null : ledger.reconcile(saved));
  }

  /** Connects. */
  void start() {
    for (PendingMessage message : client.restoredMessages()) {
      showPending(message);
    }
    client.start();
  }

  /** See {@link ChatClient#useName}. */
  void useName(String name) {
    client.useName(name);
  }

  /** Tries again now; also after the client has stopped. */
  void tryNow() {
    client.start();
    client.reconnectNow();
  }

  /** The device has another network. */
  void changeNetwork() {
    client.reopen();
  }

  /**
   * Sends a message. It is shown as pending once it is on disk, and then {@link Owner#onKept} is
   * told. If the process dies before that, the server may have it already, and then it comes back
   * as an event; so it is lost in no case, and in none sent twice.
   */
  void send(Target target, String text) {
    send(target, text, UUID.randomUUID().toString());
  }

  /**
   * Sends a failed message again, with its id: so it is posted once at most. One that may have been
   * posted for an identity that has ended is not sent, since ids count for one identity only.
   */
  void sendAgain(FailedMessage failed) {
    String id = failed.clientMessageId();
    FailedMessage known = ledger.failedMessage(id);
    if (known == null || !known.mayBeSentAgain()) {
      return;
    }
    if (known.kind() == FailedMessage.Kind.UNKNOWN) {
      sentInDoubt.add(id);
    }
    send(known.target(), known.text(), id);
  }

  /** Forgets a failed message. */
  void discard(FailedMessage failed) {
    note(facts -> facts.forgotten(failed.clientMessageId()));
  }

  /** Opens a private conversation. */
  void openPrivate(User partner) {
    note(facts -> facts.opened(partner));
  }

  /** Remembers what the user has seen. */
  void read(Target conversation, long sequence) {
    note(facts -> facts.read(conversation, sequence));
  }

  /** See {@link ChatClient#enterRoom}. */
  void enterRoom(String room) {
    client.enterRoom(room);
    client.snapshot(this::keep);
  }

  /** See {@link ChatClient#leaveRoom}. */
  void leaveRoom(String room) {
    client.leaveRoom(room);
    client.snapshot(this::keep);
  }

  /** See {@link ChatClient#leave}. */
  void leave() {
    client.leave();
  }

  /**
   * Keeps what is to be kept and disconnects; the identity goes on.
   *
   * @param whenClosed run when the files are closed, so that they can be opened again
   */
  void close(Runnable whenClosed) {
    client.snapshot(this::keep);
    end(whenClosed);
  }

  /**
   * Disconnects and deletes the stored session, because the identity has ended. As {@link #close}.
   */
  void closeAndForget(Runnable whenClosed) {
    end(
        () -> {
          storage.forget(server);
          whenClosed.run();
        });
  }

  @Override
  public void onState(ConnectionState state) {
    if (!closed) {
      owner.onState(state);
    }
  }

  @Override
  public void onJoined(JoinResponse response) {
    beSomebody(response.getSelf());
    welcome = response.getWelcome();
  }

  @Override
  public void onIdentityLost(CallFailure cause) {
    for (FailedMessage failed : new ArrayList<>(ledger.failedMessages())) {
      if (failed.kind() == FailedMessage.Kind.UNKNOWN) {
        note(facts -> facts.failed(failed.afterItsIdentity()));
      }
    }
  }

  @Override
  public void onReady(Ready ready) {
    beSomebody(ready.getSelf());
    Set<String> rooms = new HashSet<>();
    for (TimelineState timeline : ready.getTimelinesList()) {
      rooms.add(timeline.getRoom());
      if (!ledger.follows(timeline.getRoom())) {
        enter(timeline);
      }
    }
    for (String room : ledger.rooms()) {
      if (!rooms.contains(room)) {
        note(facts -> facts.left(room));
      }
    }
    if (!welcome.isEmpty()) {
      String greeting = welcome;
      welcome = "";
      owner.onChange(conversations -> conversations.welcome(greeting));
    }
    // What has gone out with this stream may have been posted, and the next process must know.
    client.snapshot(this::keep);
  }

  @Override
  public void onEvent(Event event) {
    if (event.getSequence() == 0) {
      owner.onChange(conversations -> conversations.passing(event));
    } else if (ledger.isNew(event)) {
      note(facts -> facts.event(event));
    }
  }

  @Override
  public void onGap(Gap gap) {
    note(facts -> facts.gap(gap));
  }

  @Override
  public void onCaughtUp(CaughtUp caughtUp) {
    String room = caughtUp.getRoom();
    if (room.isEmpty()) {
      return;
    }
    client.listUsers(
        ListUsersRequest.newBuilder().setRoom(room).setPageSize(PAGE).build(),
        new Answer<ListUsersResponse>() {
          @Override
          public void onSuccess(ListUsersResponse response) {
            List<Person> people = Person.listOf(response);
            int count = response.getTotalSize();
            if (!closed) {
              owner.onChange(conversations -> conversations.present(room, people, count));
            }
          }

          @Override
          public void onFailure(CallFailure failure) {
            LOGGER.log(Level.INFO, "who is here is not known: {0}", failure);
          }
        });
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    if (message.status() == PendingMessage.Status.SENT) {
      String id = message.clientMessageId();
      owner.onChange(conversations -> conversations.sent(id, message.target()));
    } else {
      FailedMessage settled = FailedMessage.of(message);
      boolean inDoubt = sentInDoubt.remove(message.clientMessageId());
      FailedMessage failed =
          inDoubt && settled.kind() == FailedMessage.Kind.NOT_SENT
              ? settled.as(FailedMessage.Kind.UNKNOWN)
              : settled;
      note(facts -> facts.failed(failed));
      client.snapshot(this::keep);
    }
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    if (ledger.isNew(entered.getTimeline())) {
      enter(entered.getTimeline());
    }
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    note(facts -> facts.left(left.getRoom()));
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    owner.onRoomRefused(room, error);
  }

  @Override
  public void onSessionChanged(SavedSession session) {
    keep(session);
  }

  @Override
  public void onProtocolViolation(String description) {
    LOGGER.warning(description);
  }

  private void send(Target target, String text, String id) {
    PendingMessage message = client.send(target, text, id);
    client.snapshot(
        session -> {
          keep(session);
          if (message.status() == PendingMessage.Status.PENDING && ledger.hasFailed(id)) {
            note(facts -> facts.forgotten(id));
          }
          showPending(message);
          owner.onKept();
        });
  }

  private void showPending(PendingMessage message) {
    if (message.status() == PendingMessage.Status.PENDING) {
      owner.onChange(
          conversations ->
              conversations.pending(message.clientMessageId(), message.target(), message.text()));
    }
  }

  /** Takes up the transcript of this user, if that is not the present one. */
  private void beSomebody(User self) {
    if (!self.getId().equals(userId)) {
      closeTranscript();
      userId = self.getId();
      Digest digest = new Digest(userId);
      try {
        transcript = TranscriptFile.open(storage.transcript(server), userId, digest);
      } catch (IOException failure) {
        LOGGER.log(Level.SEVERE, "there is no transcript this time", failure);
      }
      ledger = new Ledger(userId);
      digest.tell(ledger);
      Conversations conversations = new Conversations(userId);
      digest.tell(conversations);
      owner.onConversations(conversations);
    }
    owner.onChange(conversations -> conversations.self(self));
  }

  private void note(Consumer<Facts> fact) {
    if (transcript != null) {
      fact.accept(transcript);
    }
    fact.accept(ledger);
    owner.onChange(fact::accept);
  }

  private void enter(TimelineState timeline) {
    TimelineState position =
        TimelineState.newBuilder()
            .setRoom(timeline.getRoom())
            .setEpoch(timeline.getEpoch())
            .setResumeAfter(timeline.getResumeAfter())
            .build();
    note(facts -> facts.entered(position));
  }

  private void keep(SavedSession session) {
    try {
      storage.keepSession(server, session);
    } catch (IOException failure) {
      LOGGER.log(Level.SEVERE, "the session cannot be kept", failure);
    }
  }

  private void end(Runnable whenClosed) {
    closed = true;
    client.close();
    // After the client, which has yet to cancel its stream.
    scheduler.execute(
        () -> {
          link.close();
          closeTranscript();
          whenClosed.run();
        });
  }

  private void closeTranscript() {
    if (transcript != null) {
      transcript.close();
      transcript = null;
    }
  }
}
