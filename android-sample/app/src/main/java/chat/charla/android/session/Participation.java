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
 * The use of one server by one identity, while a screen is visible. It runs the client, records the
 * client's events, and passes them on to the screens.
 *
 * <p>The session's thread owns this object.
 */
final class Participation implements ChatListener {
  /** The owner is notified on the session's thread. */
  interface Owner {
    /** The state of the connection has changed. */
    void onState(ConnectionState state);

    /** Replaces the conversations. The receiver owns them. */
    void onConversations(Conversations conversations);

    /** Applies a change to the newest conversations. */
    void onChange(Consumer<Conversations> change);

    /** A message is saved, so the input field may be cleared. */
    void onSaved();

    /** A room could not be entered or left. */
    void onRoomRefused(String room, Error error);
  }

  private static final Logger LOGGER = Logger.getLogger(Participation.class.getName());

  /** The number of old messages of each room that a new identity gets. */
  private static final int BACKLOG = 50;

  /** The maximum number of users present that the app requests for one room. */
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

  /** The ids of messages that are sent again although an earlier attempt may have been posted. */
  private final Set<String> resentInDoubt = new HashSet<>();

  /** The operator's welcome message, until there is a room to show it in. */
  private String welcome = "";

  /**
   * Reads the saved session and the transcript. Nothing is sent before {@link #start}.
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
      useIdentity(
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

  /** Tries to connect immediately, also after the client has stopped. */
  void tryNow() {
    client.start();
    client.reconnectNow();
  }

  /** The device has another network. */
  void changeNetwork() {
    client.reopen();
  }

  /**
   * Sends a message. The message is shown as pending once it is saved, and then {@link
   * Owner#onSaved} is called. If the process ends before the message is saved, the next process
   * does not send it. If the server has posted the message, the next process receives its event. So
   * no message that was shown is lost, and none is posted twice.
   */
  void send(Target target, String text) {
    send(target, text, UUID.randomUUID().toString());
  }

  /**
   * Sends a failed message again with its id, so that it is posted at most once. It is not sent if
   * it may have been posted and the identity that sent it has ended, because ids are unique only
   * within an identity.
   */
  void sendAgain(FailedMessage failed) {
    String id = failed.clientMessageId();
    FailedMessage known = ledger.failedMessage(id);
    if (known == null || !known.mayBeSentAgain()) {
      return;
    }
    if (known.kind() == FailedMessage.Kind.UNKNOWN) {
      resentInDoubt.add(id);
    }
    send(known.target(), known.text(), id);
  }

  /** Forgets a failed message. */
  void discard(FailedMessage failed) {
    record(facts -> facts.forgotten(failed.clientMessageId()));
  }

  /** Opens a private conversation. */
  void openPrivate(User partner) {
    record(facts -> facts.opened(partner));
  }

  /** Records up to which sequence the user has seen a conversation. */
  void read(Target conversation, long sequence) {
    record(facts -> facts.read(conversation, sequence));
  }

  /** See {@link ChatClient#enterRoom}. */
  void enterRoom(String room) {
    client.enterRoom(room);
    client.snapshot(this::save);
  }

  /** See {@link ChatClient#leaveRoom}. */
  void leaveRoom(String room) {
    client.leaveRoom(room);
    client.snapshot(this::save);
  }

  /** See {@link ChatClient#leave}. */
  void leave() {
    client.leave();
  }

  /**
   * Saves the session and disconnects; the identity continues to exist.
   *
   * @param whenClosed run when the files are closed and can be opened again
   */
  void close(Runnable whenClosed) {
    closeClient();
    // Only a closed client knows which messages were never sent, and gets no more results.
    client.snapshot(this::save);
    closeFiles(whenClosed);
  }

  /**
   * Like {@link #close}, but deletes the saved session and the transcript, because the identity has
   * ended.
   */
  void closeAndForget(Runnable whenClosed) {
    closeClient();
    closeFiles(
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
    useIdentity(response.getSelf());
    welcome = response.getWelcome();
  }

  @Override
  public void onIdentityLost(CallFailure cause) {
    for (FailedMessage failed : new ArrayList<>(ledger.failedMessages())) {
      if (failed.kind() == FailedMessage.Kind.UNKNOWN) {
        record(facts -> facts.failed(failed.afterIdentityEnded()));
      }
    }
  }

  @Override
  public void onReady(Ready ready) {
    useIdentity(ready.getSelf());
    Set<String> rooms = new HashSet<>();
    for (TimelineState timeline : ready.getTimelinesList()) {
      rooms.add(timeline.getRoom());
      if (!ledger.follows(timeline.getRoom())) {
        enter(timeline);
      }
    }
    for (String room : ledger.rooms()) {
      if (!rooms.contains(room)) {
        record(facts -> facts.left(room));
      }
    }
    if (!welcome.isEmpty()) {
      String greeting = welcome;
      welcome = "";
      owner.onChange(conversations -> conversations.welcome(greeting));
    }
    // Messages sent on this stream may have been posted: the next process must know that.
    client.snapshot(this::save);
  }

  @Override
  public void onEvent(Event event) {
    if (event.getSequence() == 0) {
      owner.onChange(conversations -> conversations.ephemeral(event));
    } else if (ledger.isNew(event)) {
      record(facts -> facts.event(event));
    }
  }

  @Override
  public void onGap(Gap gap) {
    record(facts -> facts.gap(gap));
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
            LOGGER.log(Level.INFO, "ListUsers failed: {0}", failure);
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
      boolean inDoubt = resentInDoubt.remove(message.clientMessageId());
      FailedMessage failed =
          inDoubt && settled.kind() == FailedMessage.Kind.NOT_SENT
              ? settled.as(FailedMessage.Kind.UNKNOWN)
              : settled;
      record(facts -> facts.failed(failed));
      client.snapshot(this::save);
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
    record(facts -> facts.left(left.getRoom()));
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    owner.onRoomRefused(room, error);
  }

  @Override
  public void onSessionChanged(SavedSession session) {
    save(session);
  }

  @Override
  public void onProtocolViolation(String description) {
    LOGGER.warning(description);
  }

  private void send(Target target, String text, String id) {
    PendingMessage message = client.send(target, text, id);
    client.snapshot(
        session -> {
          save(session);
          if (message.status() == PendingMessage.Status.PENDING && ledger.hasFailed(id)) {
            record(facts -> facts.forgotten(id));
          }
          showPending(message);
          owner.onSaved();
        });
  }

  private void showPending(PendingMessage message) {
    if (message.status() == PendingMessage.Status.PENDING) {
      owner.onChange(
          conversations ->
              conversations.pending(message.clientMessageId(), message.target(), message.text()));
    }
  }

  /** Switches to this identity and its transcript, if it is not the current one. */
  private void useIdentity(User self) {
    if (!self.getId().equals(userId)) {
      closeTranscript();
      userId = self.getId();
      Digest digest = new Digest(userId);
      try {
        transcript = TranscriptFile.open(storage.transcript(server), userId, digest);
      } catch (IOException failure) {
        LOGGER.log(Level.SEVERE, "the transcript cannot be opened", failure);
      }
      ledger = new Ledger(userId);
      digest.replayTo(ledger);
      Conversations conversations = new Conversations(userId);
      digest.replayTo(conversations);
      owner.onConversations(conversations);
    }
    owner.onChange(conversations -> conversations.self(self));
  }

  private void record(Consumer<Facts> fact) {
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
    record(facts -> facts.entered(position));
  }

  private void save(SavedSession session) {
    try {
      storage.saveSession(server, session);
    } catch (IOException failure) {
      LOGGER.log(Level.SEVERE, "the session cannot be saved", failure);
    }
  }

  private void closeClient() {
    closed = true;
    client.close();
  }

  /** Closes the channel and the files after the client's last tasks, which cancel its stream. */
  private void closeFiles(Runnable whenClosed) {
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
