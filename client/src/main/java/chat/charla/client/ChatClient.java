package chat.charla.client;

import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One participant in a chat, which stays connected through network failures and server restarts.
 *
 * <p>The constructor starts nothing; {@link #start} does. The client then joins and opens a stream.
 * When the stream is lost, the client waits, and opens a new stream that resumes where the last one
 * ended. It stops only for a reason that a retry would not change. Messages without a result are
 * repeated with their ids, so none is lost and none is posted twice.
 *
 * <p>If an attempt gets no answer within {@link ClientOptions#connectTimeout}, the client abandons
 * it and its connection, and retries over a new connection, to the next of the server's addresses
 * if there are several. Once the chat server has answered, the client treats a response from
 * anything else, such as a proxy, as a lost connection. Before that, it stops with REFUSED if such
 * a response says that there is no chat server. Detecting that an open stream is dead is the
 * transport's task, by keepalive: see {@link GrpcTransport}.
 *
 * <p>Thread-safe: every method may be called by any thread and returns at once. The work runs on
 * the {@link Scheduler}, in the order of the calls. No method throws because of the server or the
 * network; such failures are reported to the {@link ChatListener}. The caller owns the scheduler
 * and the transport, and must close them after the client.
 */
public final class ChatClient implements AutoCloseable {
  private final Transport transport;
  private final Scheduler scheduler;
  private final ClientOptions options;
  private final Connection connection;

  /** A client without an identity. */
  public ChatClient(
      Transport transport, Scheduler scheduler, ClientOptions options, ChatListener listener) {
    this(transport, scheduler, options, listener, null);
  }

  /**
   * A client that continues from a {@link #snapshot} that an earlier process took.
   *
   * @param saved the snapshot, or null to start without an identity
   */
  public ChatClient(
      Transport transport,
      Scheduler scheduler,
      ClientOptions options,
      ChatListener listener,
      @Nullable SavedSession saved) {
    this.transport = Objects.requireNonNull(transport);
    this.scheduler = Objects.requireNonNull(scheduler);
    this.options = Objects.requireNonNull(options);
    this.connection =
        new Connection(transport, scheduler, options, Objects.requireNonNull(listener), saved);
  }

  /**
   * Starts the client. Also restarts it after a stop, with the same identity and all pending
   * commands; but not after {@link #close}, {@link #leave} or the end of the identity. Does nothing
   * while the client is running.
   */
  public void start() {
    scheduler.execute(connection::start);
  }

  /**
   * Requests a name.
   *
   * <ul>
   *   <li>In NAME_NEEDED the client joins with the name.
   *   <li>While a {@code Join} has no answer, the client continues that {@code Join}, since the
   *       server may have carried it out. If the {@code Join} is refused, the new name replaces the
   *       refused one; if it succeeds, the identity takes the new name before its first stream.
   *   <li>If the identity has a name, the client asks for the new one by a separate call, retried
   *       as {@link #whoAmI} is. The outcome is reported to {@link ChatListener#onRenamed} or
   *       {@link ChatListener#onNameRefused}. If more names are requested before the outcome, only
   *       the last one is asked for afterwards. If the identity loses its name before the outcome,
   *       it joins with the last requested name. If it ends, the next identity does so. Then {@link
   *       ChatListener#onJoined} or NAME_NEEDED reports the outcome.
   * </ul>
   */
  public void useName(String name) {
    Objects.requireNonNull(name);
    scheduler.execute(() -> connection.useName(name));
  }

  /**
   * Sends a message. It is pending until {@link ChatListener#onMessageSettled}, across any number
   * of streams. Pending messages are sent in the order of these calls. Also works offline and
   * before {@link #start}.
   *
   * @return the message with its id; it may be refused later, by the server or by this client
   */
  public PendingMessage send(Target target, String text) {
    return send(target, text, options.ids().get());
  }

  /**
   * Sends a message with an id chosen by the application, which can use it to repeat the message in
   * another process. The same id with the same target and text posts no second message; with
   * another target or text it is refused.
   *
   * @param clientMessageId 1 to 64 bytes of UTF-8, unique for the identity and the timeline
   */
  public PendingMessage send(Target target, String text, String clientMessageId) {
    PendingMessage message =
        new PendingMessage(
            Objects.requireNonNull(clientMessageId),
            Objects.requireNonNull(target),
            Objects.requireNonNull(text));
    scheduler.execute(() -> connection.send(message));
    return message;
  }

  /**
   * Enters a room. The command is retried until {@link ChatListener#onRoomEntered} or {@link
   * ChatListener#onRoomRefused}. Of several pending commands to enter or leave one room, the last
   * one counts. Messages sent to the room afterwards wait for its result.
   */
  public void enterRoom(String room) {
    Objects.requireNonNull(room);
    scheduler.execute(() -> connection.addRoomCommand(room, true));
  }

  /**
   * Leaves a room once the messages sent to it before are settled. The rules of {@link #enterRoom}
   * apply.
   */
  public void leaveRoom(String room) {
    Objects.requireNonNull(room);
    scheduler.execute(() -> connection.addRoomCommand(room, false));
  }

  /**
   * Retries now, because the application has reason to expect success, for example after a change
   * of network. Ends a wait; replaces an attempt in progress by one over a new connection. Does
   * nothing while online: for a stream that may be dead, use {@link #reopen}.
   */
  public void reconnectNow() {
    scheduler.execute(connection::reconnectNow);
  }

  /**
   * As {@link #reconnectNow}, but also replaces an open stream by a new one at once. Use it when
   * the stream is probably dead and keepalive has not detected that yet, for example on a phone
   * that has changed networks. No event or message is lost or duplicated. Does nothing before
   * {@link #start}, after a stop and while a name is needed.
   *
   * <p>The new stream uses a new connection: see {@link Transport#renewConnection}.
   */
  public void reopen() {
    scheduler.execute(connection::reopen);
  }

  /**
   * Accepts no further commands, sends all pending ones, receives every event that exists by then,
   * and stops with DRAINED. If the stream is lost meanwhile, it is resumed. Meant for scripts.
   */
  public void drain() {
    scheduler.execute(connection::drain);
  }

  /**
   * Ends the identity, and then the client, in state LEFT. Pending messages have 10 s to get their
   * results, even if no stream is open yet. A message without a result by then ends as
   * OUTCOME_UNKNOWN, or as REFUSED if this process created it and never sent it. The {@code Leave}
   * call is retried until the server has answered. While joining, the client completes the {@code
   * Join} first, since the server may have carried it out. A snapshot taken from now on records
   * that the session is being left, and another process that starts from it continues leaving.
   */
  public void leave() {
    scheduler.execute(connection::leave);
  }

  /**
   * Ends the stream and all calls, but not the identity: other users see it as reconnecting.
   * Pending messages stay pending, for a {@link #snapshot}.
   */
  @Override
  public void close() {
    scheduler.execute(connection::close);
  }

  /**
   * The current state of the connection: the one passed to the last or current {@link
   * ChatListener#onState}.
   */
  public ConnectionState state() {
    return connection.state();
  }

  /**
   * Takes a snapshot of the state that must survive the process. Also works after {@link #close}.
   *
   * <p>An application that stores events should take the snapshot after it has stored them: the
   * next process receives the events after the cursors again, but not those before them.
   *
   * @param receiver called on the scheduler
   */
  public void snapshot(Consumer<SavedSession> receiver) {
    Objects.requireNonNull(receiver);
    scheduler.execute(() -> connection.giveSnapshot(receiver));
  }

  /** The pending messages of the session that this client was constructed with, in order. */
  public List<PendingMessage> restoredMessages() {
    return connection.restoredMessages();
  }

  /**
   * Calls {@code WhoAmI}. The answer comes on the scheduler, within {@link
   * ClientOptions#connectTimeout}; until then transient failures are retried.
   */
  public void whoAmI(Answer<WhoAmIResponse> answer) {
    WhoAmIRequest request = WhoAmIRequest.getDefaultInstance();
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.whoAmI(request, token, inner), answer));
  }

  /** Requests a page of the users present; answered and retried as {@link #whoAmI} is. */
  public void listUsers(ListUsersRequest request, Answer<ListUsersResponse> answer) {
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.listUsers(request, token, inner), answer));
  }

  /** Requests a page of the rooms; answered and retried as {@link #whoAmI} is. */
  public void listRooms(ListRoomsRequest request, Answer<ListRoomsResponse> answer) {
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.listRooms(request, token, inner), answer));
  }

  /**
   * Requests a page of history, without moving a cursor; answered and retried as {@link #whoAmI}
   * is.
   */
  public void listMessages(ListMessagesRequest request, Answer<ListMessagesResponse> answer) {
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.listMessages(request, token, inner), answer));
  }
}
