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
 * One participant in a chat, who stays in it whatever the network does.
 *
 * <p>Constructing is cheap; {@link #start} begins. From then on the client joins, opens a stream,
 * and after any loss waits a little and opens another one that resumes where the last one ended,
 * until it is stopped by a reason that repeating would not change. Messages that have no result yet
 * are repeated with their ids, so none is lost and none is posted twice.
 *
 * <p>An attempt that gets no answer within {@link ClientOptions#connectTimeout} is given up, with
 * its connection, and repeated over another one, to the next of the server's addresses if there are
 * several. Once the server has answered, an answer that is not its own, such as a proxy's, is a
 * lost connection; before that, the client stops with REFUSED if the answer says that there is no
 * chat server. That an open stream is dead is for the transport to find out, by keepalive: see
 * {@link GrpcTransport}.
 *
 * <p>Thread-safe: every method may be called by any thread and returns at once, and what it asks
 * for happens on the {@link Scheduler}, in the order of the calls. None of them throws for what the
 * server or the network does; that arrives at the {@link ChatListener}. The scheduler and the
 * transport stay the caller's, and outlive the client.
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
   * A client that goes on where an earlier process was when it took a {@link #snapshot}.
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
   * Begins. Also begins again after a stop, with the same identity and everything pending; but not
   * after {@link #close}, {@link #leave} or the end of the identity. While running, does nothing.
   */
  public void start() {
    scheduler.execute(connection::start);
  }

  /**
   * Takes a name. In NAME_NEEDED the client goes on with it. While a {@code Join} has no answer it
   * is kept, since the server may have carried it out: if it is refused, the new name replaces it;
   * if not, the identity takes the new name before its first stream. With an identity that has a
   * name it asks for another one beside the stream, repeated as {@link #whoAmI} is, and {@link
   * ChatListener#onRenamed} or {@link ChatListener#onNameRefused} answers. Of several names that
   * are given before that answer, only the last one is asked for afterwards. If the identity loses
   * its name or ends before that answer, the last one is what it, or the next identity, joins with,
   * and {@link ChatListener#onJoined} or NAME_NEEDED answers.
   */
  public void useName(String name) {
    Objects.requireNonNull(name);
    scheduler.execute(() -> connection.useName(name));
  }

  /**
   * Sends a message. It is pending until {@link ChatListener#onMessageSettled}, through any number
   * of streams; messages that are pending are sent in the order of these calls. Works offline and
   * before {@link #start}, too.
   *
   * @return the message with its id; it may be refused later, also by this client itself
   */
  public PendingMessage send(Target target, String text) {
    return send(target, text, options.ids().get());
  }

  /**
   * Sends a message with an id of the application's own, by which it can repeat the message in
   * another process, too. The same id with the same target and text posts nothing new; with others
   * it is refused.
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
   * Enters a room; repeated until {@link ChatListener#onRoomEntered} or {@link
   * ChatListener#onRoomRefused}. Of several wishes about one room the last one counts. What is sent
   * to the room afterwards waits for it.
   */
  public void enterRoom(String room) {
    Objects.requireNonNull(room);
    scheduler.execute(() -> connection.wishRoom(room, true));
  }

  /** Leaves a room once what was sent there before is settled; otherwise as {@link #enterRoom}. */
  public void leaveRoom(String room) {
    Objects.requireNonNull(room);
    scheduler.execute(() -> connection.wishRoom(room, false));
  }

  /**
   * Tries again now, because there is reason to believe that it will succeed, such as another
   * network. Ends a wait, and replaces an attempt that is under way by one over another connection.
   * Does nothing while online: for a stream that may be dead there is {@link #reopen}.
   */
  public void reconnectNow() {
    scheduler.execute(connection::reconnectNow);
  }

  /**
   * Gives up the present stream, too, and opens another one at once, because there is reason to
   * believe that the present one is dead and nobody has noticed: a telephone that has changed from
   * one network to another has such streams. Nothing is lost or doubled by it. Otherwise as {@link
   * #reconnectNow}; before {@link #start}, after a stop and while a name is needed it does nothing.
   *
   * <p>The new stream goes over another connection: see {@link Transport#renewConnection}.
   */
  public void reopen() {
    scheduler.execute(connection::reopen);
  }

  /**
   * Takes nothing more, sends what is pending, has everything delivered that is there by then, and
   * stops with DRAINED. For scripts. A lost stream is resumed on the way.
   */
  public void drain() {
    scheduler.execute(connection::drain);
  }

  /**
   * Ends the identity, and then the client, in LEFT. Pending messages are given 10 s to get their
   * results, also while a stream has yet to be opened; what has none by then ends as
   * OUTCOME_UNKNOWN, or as REFUSED if it is of this process and was never sent. Repeated until the
   * server has answered. While joining, the {@code Join} is brought to its end first, since the
   * server may have carried it out; a snapshot from then on says that the session is being left,
   * and another process goes on with it.
   */
  public void leave() {
    scheduler.execute(connection::leave);
  }

  /**
   * Ends the stream and everything else, but not the identity: to the others it is reconnecting.
   * Pending messages stay pending, for a {@link #snapshot}.
   */
  @Override
  public void close() {
    scheduler.execute(connection::close);
  }

  /** How the connection is; what {@link ChatListener#onState} told last, or tells now. */
  public ConnectionState state() {
    return connection.state();
  }

  /**
   * What must survive the process, as it is now. Works after {@link #close}, too.
   *
   * <p>An application that keeps events should take it when it has stored them: events after the
   * cursors come again in the next process, those before them do not.
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
   * Asks who this is. The answer comes on the scheduler, after the time-out at the latest; until
   * then the call is repeated where that may help.
   */
  public void whoAmI(Answer<WhoAmIResponse> answer) {
    WhoAmIRequest request = WhoAmIRequest.getDefaultInstance();
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.whoAmI(request, token, inner), answer));
  }

  /** Asks for a page of who is present; as {@link #whoAmI}. */
  public void listUsers(ListUsersRequest request, Answer<ListUsersResponse> answer) {
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.listUsers(request, token, inner), answer));
  }

  /** Asks for a page of the rooms; as {@link #whoAmI}. */
  public void listRooms(ListRoomsRequest request, Answer<ListRoomsResponse> answer) {
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.listRooms(request, token, inner), answer));
  }

  /** Asks for a page of history, which moves no cursor; as {@link #whoAmI}. */
  public void listMessages(ListMessagesRequest request, Answer<ListMessagesResponse> answer) {
    scheduler.execute(
        () ->
            connection
                .sideCalls()
                .start((token, inner) -> transport.listMessages(request, token, inner), answer));
  }
}
