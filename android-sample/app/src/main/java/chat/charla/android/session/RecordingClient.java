package chat.charla.android.session;

import chat.charla.android.conversation.CompactedFacts;
import chat.charla.android.conversation.Conversations;
import chat.charla.android.conversation.FactReceiver;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.android.conversation.Person;
import chat.charla.android.conversation.TranscriptState;
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
import chat.charla.v1.UserKind;
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
 * Runs the chat client for one server while a screen is visible. It records the events of the
 * client in files, and passes them on to the screens.
 *
 * <p>The session's thread owns this object.
 */
final class RecordingClient implements ChatListener {
  /** Is notified of events and changes, on the session's thread. */
  interface Owner {
    /** The state of the connection has changed. */
    void onState(ConnectionState state);

    /** These conversations replace the previous ones. */
    void onConversations(Conversations conversations);

    /** The owner must apply this change to the newest conversations. */
    void onChange(Consumer<Conversations> change);

    /** A message is saved, so the input field may be cleared. */
    void onSaved();

    /** A room could not be entered or left. */
    void onRoomRefused(String room, Error error);

    /** The identity is this user, with the current name and kind. */
    void onSelf(User self);
  }

  private static final Logger LOGGER = Logger.getLogger(RecordingClient.class.getName());

  /** The number of earlier messages that a new identity receives of each room. */
  private static final int BACKLOG = 50;

  /** The number of earlier private messages that a new session of an account receives. */
  private static final int INBOX_BACKLOG = 200;

  /** The maximum number of present users that the client requests for one room. */
  private static final int PAGE = 1_000;

  private final Storage storage;
  private final ServerSettings server;
  private final TransportFactory.Link link;
  private final Scheduler scheduler;
  private final Owner owner;
  private final ChatClient client;

  private String userId = "";
  private TranscriptState transcriptState = new TranscriptState("");
  private @Nullable TranscriptFile transcript;
  private boolean closed;

  /**
   * The ids of the messages that the user has sent again, although the server may already have
   * posted them.
   */
  private final Set<String> resentInDoubt = new HashSet<>();

  /** The operator's welcome message until it is shown in a room; afterwards empty. */
  private String welcome = "";

  /**
   * Reads the saved session and the transcript. The client sends nothing before {@link #start}.
   *
   * @param name the name to join with, if there is no identity yet
   */
  RecordingClient(
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
              .setKind(
                  saved.isAccount() ? UserKind.USER_KIND_ACCOUNT : UserKind.USER_KIND_UNSPECIFIED)
              .build());
    }
    ClientOptions options =
        ClientOptions.builder().name(name).backlog(BACKLOG).inboxBacklog(INBOX_BACKLOG).build();
    this.client =
        new ChatClient(
            link.transport(),
            scheduler,
            options,
            this,
            saved == null ? null : transcriptState.reconcile(saved));
  }

  /** Connects. */
  void start() {
    for (PendingMessage message : client.restoredMessages()) {
      showPending(message);
    }
    client.start();
  }

  /** The calls about the account of the user, which need no stream. */
  AccountCalls account(AccountCalls.Owner receiver) {
    return new AccountCalls(client, userId, receiver, () -> closed);
  }

  /** See {@link ChatClient#useName}. */
  void useName(String name) {
    client.useName(name);
  }

  /** Tries to connect immediately, even if the client has stopped. */
  void connectNow() {
    client.start();
    client.reconnectNow();
  }

  /** Opens a new stream, because the device uses another network. */
  void changeNetwork() {
    client.reopen();
  }

  /**
   * Saves a message, and sends it. When the message is saved, it is shown as pending, and {@link
   * Owner#onSaved} is called. If the process ends before the message is saved, the next process
   * does not send the message. If the process ends later, the next process repeats the message, or
   * receives its event. So no message that was shown is lost, and no message is posted twice.
   */
  void send(Target target, String text) {
    send(target, text, UUID.randomUUID().toString());
  }

  /**
   * Sends a failed message again with its id, so that the server posts it at most once. Ids are
   * unique only within an identity. So if the message may have been posted by an identity that has
   * ended, it is not sent again.
   */
  void sendAgain(FailedMessage failed) {
    String id = failed.clientMessageId();
    FailedMessage known = transcriptState.failedMessage(id);
    if (known == null || !known.mayBeSentAgain()) {
      return;
    }
    if (known.kind() == FailedMessage.Kind.UNKNOWN) {
      resentInDoubt.add(id);
    }
    send(known.target(), known.text(), id);
  }

  /** Deletes a failed message. */
  void discard(FailedMessage failed) {
    record(receiver -> receiver.onMessageForgotten(failed.clientMessageId()));
  }

  /** Opens a private conversation. */
  void openPrivate(User partner) {
    record(receiver -> receiver.onPrivateOpened(partner));
  }

  /** Records that the user has seen a conversation up to this sequence. */
  void markRead(Target conversation, long sequence) {
    record(receiver -> receiver.onRead(conversation, sequence));
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
   * Saves the session and disconnects. The identity continues to exist.
   *
   * @param whenClosed runs after the files are closed, so that they can be opened again
   */
  void close(Runnable whenClosed) {
    closeClient();
    // The client must be closed before the snapshot. Only a closed client knows which messages were
    // never sent, and it receives no further results.
    client.snapshot(this::save);
    closeFiles(whenClosed);
  }

  /**
   * Disconnects, and deletes the saved session and the transcript, because the identity has ended.
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
    if (!response.getSelf().getId().equals(userId)) {
      welcome = response.getWelcome();
    }
    useIdentity(response.getSelf());
  }

  @Override
  public void onRenamed(User self) {
    useIdentity(self);
  }

  @Override
  public void onIdentityLost(CallFailure cause) {
    for (FailedMessage failed : new ArrayList<>(transcriptState.failedMessages())) {
      if (failed.kind() == FailedMessage.Kind.UNKNOWN) {
        record(receiver -> receiver.onMessageFailed(failed.afterIdentityEnded()));
      }
    }
  }

  @Override
  public void onReady(Ready ready) {
    useIdentity(ready.getSelf());
    Set<String> rooms = new HashSet<>();
    for (TimelineState timeline : ready.getTimelinesList()) {
      rooms.add(timeline.getRoom());
      if (!transcriptState.follows(timeline.getRoom())) {
        enter(timeline);
      }
    }
    for (String room : transcriptState.rooms()) {
      if (!rooms.contains(room)) {
        record(receiver -> receiver.onRoomLeft(room));
      }
    }
    if (!welcome.isEmpty()) {
      String greeting = welcome;
      welcome = "";
      owner.onChange(conversations -> conversations.showWelcome(greeting));
    }
    // The client sends its pending messages on this stream. The next process must know that the
    // server may have posted them.
    client.snapshot(this::save);
  }

  @Override
  public void onEvent(Event event) {
    if (event.getSequence() == 0) {
      owner.onChange(conversations -> conversations.applyEphemeral(event));
    } else if (transcriptState.isNew(event)) {
      record(receiver -> receiver.onEvent(event));
    }
  }

  @Override
  public void onGap(Gap gap) {
    record(receiver -> receiver.onGap(gap));
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
              owner.onChange(conversations -> conversations.setPresent(room, people, count));
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
      owner.onChange(conversations -> conversations.markPosted(id, message.target()));
    } else {
      FailedMessage settled = FailedMessage.of(message);
      boolean inDoubt = resentInDoubt.remove(message.clientMessageId());
      FailedMessage failed =
          inDoubt && settled.kind() == FailedMessage.Kind.NOT_SENT
              ? settled.as(FailedMessage.Kind.UNKNOWN)
              : settled;
      record(receiver -> receiver.onMessageFailed(failed));
      client.snapshot(this::save);
    }
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    if (transcriptState.isNew(entered.getTimeline())) {
      enter(entered.getTimeline());
    }
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    record(receiver -> receiver.onRoomLeft(left.getRoom()));
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
          if (message.status() == PendingMessage.Status.PENDING && transcriptState.hasFailed(id)) {
            record(receiver -> receiver.onMessageForgotten(id));
          }
          showPending(message);
          owner.onSaved();
        });
  }

  private void showPending(PendingMessage message) {
    if (message.status() == PendingMessage.Status.PENDING) {
      owner.onChange(
          conversations ->
              conversations.showPending(
                  message.clientMessageId(), message.target(), message.text()));
    }
  }

  /**
   * Switches to this identity and its transcript, unless the identity is already the current one.
   */
  private void useIdentity(User self) {
    if (!self.getId().equals(userId)) {
      closeTranscript();
      userId = self.getId();
      CompactedFacts compacted = new CompactedFacts(userId);
      try {
        transcript = TranscriptFile.open(storage.transcript(server), userId, compacted);
      } catch (IOException failure) {
        LOGGER.log(Level.SEVERE, "the transcript cannot be opened", failure);
      }
      transcriptState = new TranscriptState(userId);
      compacted.replayTo(transcriptState);
      Conversations conversations = new Conversations(userId);
      compacted.replayTo(conversations);
      owner.onConversations(conversations);
    }
    owner.onChange(conversations -> conversations.setSelf(self));
    owner.onSelf(self);
  }

  private void record(Consumer<FactReceiver> fact) {
    if (transcript != null) {
      fact.accept(transcript);
    }
    fact.accept(transcriptState);
    owner.onChange(fact::accept);
  }

  private void enter(TimelineState timeline) {
    TimelineState position =
        TimelineState.newBuilder()
            .setRoom(timeline.getRoom())
            .setEpoch(timeline.getEpoch())
            .setResumeAfter(timeline.getResumeAfter())
            .build();
    record(receiver -> receiver.onTimelineFollowed(position));
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

  /**
   * Closes the channel and the files when the client's queued tasks have run. These tasks cancel
   * its stream.
   */
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
