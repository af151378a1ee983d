package chat.charla.client;

import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
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
 * When the stream is lost, the client waits, and opens a new stream that resumes where the lost one
 * ended. The client stops only after a failure that a retry cannot overcome. A message that has no
 * result yet is sent again with the same id, so no message is lost or posted twice.
 *
 * <p>If an attempt gets no answer within {@link ClientOptions#connectTimeout}, the client abandons
 * the attempt and its connection. It retries over a new connection, to the next of the server's
 * addresses if there are several. Once the chat server has answered, the client treats a response
 * from a proxy as a lost connection. Before that, the client stops with REFUSED if the status of
 * such a response means that there is no chat server at this address. The transport detects by
 * keepalive that an open stream is dead: see {@link GrpcTransport}.
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
  private final SideCalls sideCalls;
  private final AccountSettings account;
  private final RoomCalls rooms;

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
    this.sideCalls = connection.sideCalls();
    this.account = new AccountSettings(transport, options, sideCalls);
    this.rooms = new RoomCalls(transport, sideCalls);
  }

  /**
   * Starts the client, or restarts it after a stop, with the same identity and all pending
   * commands. Does nothing while the client is running, and after {@link #close}, {@link #leave} or
   * a stop with SESSION_ENDED.
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
   *       {@link ChatListener#onNameRefused}. If more names are requested before the outcome, the
   *       client asks only for the last of them afterwards. If the identity loses its name before
   *       the outcome, it joins with the last requested name. If the identity ends, the next
   *       identity joins with that name. In both cases {@link ChatListener#onJoined} or NAME_NEEDED
   *       reports the outcome.
   * </ul>
   */
  public void useName(String name) {
    Objects.requireNonNull(name);
    scheduler.execute(() -> connection.useName(name));
  }

  /**
   * Sends a message. It is pending until {@link ChatListener#onMessageSettled}, across any number
   * of streams. Pending messages are sent in the order of the calls of this method. Also works
   * offline and before {@link #start}.
   *
   * @return the message, which the server or this client may still refuse
   */
  public PendingMessage send(Target target, String text) {
    return send(target, text, options.ids().get());
  }

  /**
   * Sends a message with an id that the application has chosen. With this id the application can
   * repeat the message in another process. The server does not post a second message with the same
   * id, target and text. It refuses a message with the same id and another target or text.
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
   * ChatListener#onRoomRefused}. Of several pending commands to enter or leave one room, only the
   * last command counts. Messages sent to the room afterwards wait for the result of this command.
   */
  public void enterRoom(String room) {
    Objects.requireNonNull(room);
    scheduler.execute(() -> connection.addRoomCommand(room, true));
  }

  /**
   * Leaves a room once the messages that were sent to it earlier are settled. The rules of {@link
   * #enterRoom} apply.
   */
  public void leaveRoom(String room) {
    Objects.requireNonNull(room);
    scheduler.execute(() -> connection.addRoomCommand(room, false));
  }

  /**
   * Retries now. An application calls this method when it has reason to expect success, for example
   * after a change of network. Ends a wait, and replaces an attempt in progress by an attempt over
   * a new connection. Does nothing while online; use {@link #reopen} for a stream that may be dead.
   */
  public void reconnectNow() {
    scheduler.execute(connection::reconnectNow);
  }

  /**
   * Like {@link #reconnectNow}, but also replaces an open stream by a new one at once. Use this
   * method when the stream is probably dead and keepalive has not detected that yet, for example on
   * a phone that has changed networks. No event or message is lost or duplicated. Does nothing
   * before {@link #start}, after a stop and while a name is needed.
   *
   * <p>The new stream uses a new connection: see {@link Transport#renewConnection}.
   */
  public void reopen() {
    scheduler.execute(connection::reopen);
  }

  /**
   * Accepts no further commands and sends all pending ones. When all of them have results, receives
   * the remaining events and stops with DRAINED. If the stream is lost meanwhile, it is resumed.
   * Meant for scripts.
   */
  public void drain() {
    scheduler.execute(connection::drain);
  }

  /**
   * Ends the identity, or the session of an account. When it has ended, the state is LEFT. Pending
   * messages have 10 s to get their results, even if no stream is open yet. A message that has no
   * result after this time ends as OUTCOME_UNKNOWN, or as REFUSED if this process created the
   * message and never sent it. The {@code Leave} call is retried until the server has answered.
   * While joining, the client completes the {@code Join} first, since the server may have carried
   * it out. A snapshot taken after this call records that the session is being left. A process that
   * starts from such a snapshot continues leaving.
   */
  public void leave() {
    scheduler.execute(connection::leave);
  }

  /**
   * Ends the stream and all calls, but not the identity: other users see the user as reconnecting.
   * Pending messages stay pending, for a {@link #snapshot}.
   */
  @Override
  public void close() {
    scheduler.execute(connection::close);
  }

  /**
   * The current state of the connection. The client has passed this state to {@link
   * ChatListener#onState}, or is about to pass it.
   */
  public ConnectionState state() {
    return connection.state();
  }

  /**
   * Takes a snapshot of the state that must survive the process. Also works after {@link #close}.
   *
   * <p>A client that is not closed may send a pending message after the snapshot. So its snapshot
   * says of each pending message that it may have been sent. If the next process starts from such a
   * snapshot after more than {@code Limits.repetition_window}, the message ends as OUTCOME_UNKNOWN,
   * even if it was never sent. A snapshot taken after {@link #close} knows which messages were
   * never sent, and the next process sends them, however old they are. So an application should
   * close the client before it takes its last snapshot, if it can. The next process must replace
   * this snapshot when it starts: see {@link ChatListener#onSessionChanged}.
   *
   * <p>An application that stores events should store them before it takes the snapshot: the next
   * process receives the events after the snapshot's cursors again, but no earlier ones.
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
   * ClientOptions#connectTimeout}. Until then the call is repeated after transient failures, and
   * once if it has no answer after half of that time.
   */
  public void whoAmI(Answer<WhoAmIResponse> answer) {
    WhoAmIRequest request = WhoAmIRequest.getDefaultInstance();
    sideCalls.submit((token, inner) -> transport.whoAmI(request, token, inner), answer);
  }

  /** Requests a page of the users present. Answered and retried like {@link #whoAmI}. */
  public void listUsers(ListUsersRequest request, Answer<ListUsersResponse> answer) {
    sideCalls.submit((token, inner) -> transport.listUsers(request, token, inner), answer);
  }

  /** Requests a page of the rooms. Answered and retried like {@link #whoAmI}. */
  public void listRooms(ListRoomsRequest request, Answer<ListRoomsResponse> answer) {
    sideCalls.submit((token, inner) -> transport.listRooms(request, token, inner), answer);
  }

  /**
   * Requests a page of history, without moving a cursor. Answered and retried like {@link #whoAmI}.
   */
  public void listMessages(ListMessagesRequest request, Answer<ListMessagesResponse> answer) {
    sideCalls.submit((token, inner) -> transport.listMessages(request, token, inner), answer);
  }

  /**
   * Carries out one command by a call. The call has no order relative to the commands of the
   * stream. It is answered and retried like {@link #whoAmI}, so a message needs a {@code
   * client_message_id}. For a repeated {@code LeaveRoom}, NOT_A_MEMBER and ROOM_NOT_FOUND mean that
   * the client has left. The stream delivers a room that a call has entered only after {@link
   * #enterRoom} or a reconnect.
   */
  public void execute(ExecuteRequest request, Answer<ExecuteResponse> answer) {
    sideCalls.submit((token, inner) -> transport.execute(request, token, inner), answer);
  }

  /**
   * Registers an account. A guest becomes the account, and keeps its token, rooms, inbox and
   * stream. Without an identity, the client gets a new one.
   *
   * <p>{@link ChatListener#onJoined} is called before the answer. The call is retried like {@link
   * #whoAmI}, with the same request id, so that a lost answer creates no second account. The caller
   * must not send a password over a connection that others can read.
   *
   * @param name the name of the account; for a guest, empty to keep its name
   * @param sessionLabel the label by which the user recognises this session; may be empty
   */
  public void register(
      String name, Credential credential, String sessionLabel, Answer<RegisterResponse> answer) {
    register(name, credential, sessionLabel, options.ids().get(), answer);
  }

  /**
   * Registers an account with a request id that the application has chosen. With this id and the
   * same name the application can repeat the call in another process. If the server has already
   * carried out the call, it answers with the same session.
   *
   * @param requestId a UUID in its 36-character form, as secret as the token
   */
  public void register(
      String name,
      Credential credential,
      String sessionLabel,
      String requestId,
      Answer<RegisterResponse> answer) {
    register(
        new Registration(name, credential).withSessionLabel(sessionLabel).withRequestId(requestId),
        answer);
  }

  /**
   * Registers an account, like {@link #register(String, Credential, String, Answer)}. On a server
   * that needs an invitation ({@code GetLoginOptionsResponse.registration_by_invitation}), the
   * registration must have a valid code; otherwise it is refused with INVITATION_INVALID.
   */
  public void register(Registration registration, Answer<RegisterResponse> answer) {
    RegisterRequest request = registration.request(options.ids());
    scheduler.execute(() -> connection.accountCalls().register(request, answer));
  }

  /**
   * Logs in to an account. The client then continues with a new session of the account, even after
   * a stop with SESSION_REVOKED, ACCOUNT_SUSPENDED, SESSION_EXPIRED or ACCOUNT_REQUIRED. This
   * method does not start a client that was never started. After {@link #close}, {@link #leave} or
   * a stop with SESSION_ENDED, the call fails.
   *
   * <p>If the account is the identity that the client had before, its cursors and pending messages
   * stay, and the messages are repeated with the same ids. Otherwise pending messages are settled
   * as {@link ChatListener#onIdentityLost} says. The client forgets the cursor of the inbox, but
   * not those of rooms. If the client was a guest before, it ends the guest by {@code Leave}.
   *
   * <p>Reported and retried like {@link #register}.
   */
  public void logIn(
      String name, Credential credential, String sessionLabel, Answer<LogInResponse> answer) {
    logIn(name, credential, sessionLabel, options.ids().get(), answer);
  }

  /**
   * Logs in with a request id that the application has chosen, as {@link #register(String,
   * Credential, String, String, Answer)} registers. A repetition needs the same credential.
   */
  public void logIn(
      String name,
      Credential credential,
      String sessionLabel,
      String requestId,
      Answer<LogInResponse> answer) {
    LogInRequest request =
        LogInRequest.newBuilder()
            .setName(name)
            .setCredential(credential)
            .setRequestId(requestId)
            .setSessionLabel(sessionLabel)
            .build();
    scheduler.execute(() -> connection.accountCalls().logIn(request, answer));
  }

  /**
   * Requests the server's options for getting an identity: whether users may register, and which
   * issuers' id tokens the server accepts. Needs no identity, and also works after a stop. Answered
   * and retried like {@link #whoAmI}.
   */
  public void loginOptions(Answer<GetLoginOptionsResponse> answer) {
    GetLoginOptionsRequest request = GetLoginOptionsRequest.getDefaultInstance();
    sideCalls.submitWithoutToken(inner -> transport.getLoginOptions(request, inner), answer);
  }

  /**
   * Gives an account another password by a recovery code, which ends all its sessions. Needs no
   * identity. Answered and retried like {@link #whoAmI}. If it is refused with LOGIN_REFUSED, an
   * attempt whose answer was lost may have used up the code: a log-in shows whether it has.
   */
  public void resetPassword(ResetPasswordRequest request, Answer<ResetPasswordResponse> answer) {
    sideCalls.submitWithoutToken(inner -> transport.resetPassword(request, inner), answer);
  }

  /**
   * Deletes the account. If that succeeds, the state is LEFT, and pending messages are settled as
   * {@link ChatListener#onIdentityLost} says. Answered and retried like {@link #whoAmI}.
   */
  public void deleteAccount(Credential present, Answer<DeleteAccountResponse> answer) {
    DeleteAccountRequest request = DeleteAccountRequest.newBuilder().setPresent(present).build();
    scheduler.execute(() -> connection.accountCalls().deleteAccount(request, answer));
  }

  /** The calls about sessions, access tokens, credentials and blocked users of the account. */
  public AccountSettings account() {
    return account;
  }

  /** The calls about settings of rooms, roles and moderation. */
  public RoomCalls rooms() {
    return rooms;
  }
}
