package chat.charla.server.chat;

import chat.charla.server.ban.AddressBans;
import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.health.Health;
import chat.charla.server.identity.Expiry;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.server.room.AgeRetention;
import chat.charla.server.room.ReceiptRetention;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIResponse;
import com.google.protobuf.Timestamp;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The chat: every RPC of the contract, independent of the transport.
 *
 * <p>Every method returns at once, and any thread may call it. Unless a method says otherwise, its
 * reply is called on the core. A reply must not block or throw. The chat calls each reply once. If
 * a defect in the server causes a second call, the reply must ignore that call. Every RPC except
 * {@code Leave} counts for the rate limits of its caller.
 */
public final class Chat {
  private final Scheduler core;
  private final Health health;
  private final Activity activity;
  private final Restoration restoration;
  private final Calls calls;
  private final AccountCalls accounts;
  private final RoomCalls roomCalls;
  private final UserAdministration users;
  private final InvitationAdministration invitations;
  private final BanAdministration banAdministration;
  private final AddressBans bans;
  private final UserExport export;
  private final Joining joining;
  private final Streams streams;
  private final UnaryCommands commands;
  private final Lists lists;
  private final Expiry expiry;
  private final AgeRetention retention;
  private final ReceiptRetention receiptRetention;
  private final IdentityEnd identityEnd;
  private final OperatorNotices notices;
  private final Audit audit;
  private final Adjustment adjustment;
  private final ChatFigures figures;

  /** Creates a chat that is not started yet. {@link ChatAssembly} calls this. */
  Chat(
      ChatEnvironment environment,
      Restoration restoration,
      Calls calls,
      AccountCalls accounts,
      RoomCalls roomCalls,
      UserAdministration users,
      InvitationAdministration invitations,
      BanAdministration banAdministration,
      AddressBans bans,
      UserExport export,
      Joining joining,
      Streams streams,
      UnaryCommands commands,
      Lists lists,
      Expiry expiry,
      AgeRetention retention,
      ReceiptRetention receiptRetention,
      IdentityEnd identityEnd,
      OperatorNotices notices,
      Audit audit,
      Adjustment adjustment,
      ChatFigures figures) {
    this.core = environment.core();
    this.health = environment.health();
    this.activity = environment.activity();
    this.restoration = restoration;
    this.calls = calls;
    this.accounts = accounts;
    this.roomCalls = roomCalls;
    this.users = users;
    this.invitations = invitations;
    this.banAdministration = banAdministration;
    this.bans = bans;
    this.export = export;
    this.joining = joining;
    this.streams = streams;
    this.commands = commands;
    this.lists = lists;
    this.expiry = expiry;
    this.retention = retention;
    this.receiptRetention = receiptRetention;
    this.identityEnd = identityEnd;
    this.notices = notices;
    this.audit = audit;
    this.adjustment = adjustment;
    this.figures = figures;
  }

  /**
   * Restores the state from the log and the store. Blocks on I/O. The caller must not use the chat
   * before the stage has completed.
   *
   * @throws chat.charla.server.log.LogUnavailableException if the log or the store cannot be read
   */
  public CompletionStage<Void> start() {
    bans.load();
    return restoration.start(
        massFound -> {
          expiry.start(massFound);
          retention.schedule();
          receiptRetention.schedule();
        });
  }

  /**
   * Starts watching whether the chat works. The caller must wait until the stage of {@link #start}
   * has completed.
   *
   * @param whenChanged gets false when the chat stops working, and true when it works again; before
   *     the first call, the chat counts as working. Called on a thread of {@link Health}
   */
  public void watch(Consumer<Boolean> whenChanged) {
    health.start(restoration::probe, whenChanged);
  }

  /**
   * Changes the settings that {@code Limits} does not show to clients: the greeting, the time until
   * a lost stream is announced, the rates of addresses, the limit that defines flooding, how many
   * messages are kept, and for how long. If a rate of addresses changes, its counts start again at
   * zero. If a stream is lost already, its loss is announced after the delay of the previous
   * settings. If a room may now keep fewer messages than it has, the room removes the oldest ones
   * when it gets its next message.
   *
   * @param settings the new settings; other settings than those above are ignored
   * @param retainMessages as in {@link chat.charla.server.room.RoomSettings}
   * @param ages how long messages are kept
   * @return completes when the changes are in force
   */
  public CompletionStage<Void> adjust(
      ChatSettings settings, long retainMessages, RetentionAges ages) {
    return CompletableFuture.runAsync(() -> adjustment.apply(settings, retainMessages, ages), core);
  }

  /** The calls that concern accounts. */
  public AccountCalls accounts() {
    return accounts;
  }

  /** The calls that concern settings, roles and moderation of rooms. */
  public RoomCalls rooms() {
    return roomCalls;
  }

  /** What an operator can do about accounts and guests. */
  public UserAdministration users() {
    return users;
  }

  /** What an operator can do about invitations. */
  public InvitationAdministration invitations() {
    return invitations;
  }

  /** What an operator can do about network addresses. */
  public BanAdministration bans() {
    return banAdministration;
  }

  /** Exports what is stored about a user. */
  public UserExport export() {
    return export;
  }

  /** Numbers about this chat. */
  public ChatFigures figures() {
    return figures;
  }

  /** The most cursors that any identity may send in an {@code Open}. */
  public int maxCursors() {
    return streams.maxCursors();
  }

  /**
   * Ends all streams with SERVER_DRAINING. From then on, refuses new streams, {@code Join}, {@code
   * SendMessage} and {@code Execute}.
   */
  public void drain() {
    core.execute(streams::drain);
  }

  /**
   * Creates an identity or, if the caller has a token, gives the token's identity the requested
   * name, which may be its previous name.
   */
  public void join(Caller caller, JoinRequest request, Consumer<Outcome<JoinResponse>> reply) {
    calls.unlessDraining(reply, () -> joining.join(caller, request, reply));
  }

  /**
   * Begins a stream.
   *
   * @param delivery delivers events to the client of the stream
   */
  public ConverseStream converse(Caller caller, StreamOutlet outlet, StreamDelivery delivery) {
    ConverseStream stream = streams.create(caller, outlet, delivery);
    core.execute(stream::start);
    return stream;
  }

  /** Describes the caller's identity. */
  public void whoAmI(Caller caller, Consumer<Outcome<WhoAmIResponse>> reply) {
    onCore(
        caller, Command.WHO_AM_I, reply, session -> reply.accept(Outcome.done(describe(session))));
  }

  /** Lists the present users. */
  public void listUsers(
      Caller caller, ListUsersRequest request, Consumer<Outcome<ListUsersResponse>> reply) {
    calls.onCore(
        reply,
        () ->
            calls.authenticateAndCount(
                caller,
                reply,
                session -> {
                  // The console does not show calls for the users of a room, because clients make
                  // such calls without a request of their users.
                  if (request.getRoom().isEmpty()) {
                    activity.commanded(session.identity().user(), Command.LIST_USERS);
                  }
                  reply.accept(lists.users(session, request, caller.memory()));
                }));
  }

  /** Lists all rooms. */
  public void listRooms(
      Caller caller, ListRoomsRequest request, Consumer<Outcome<ListRoomsResponse>> reply) {
    onCore(
        caller,
        Command.LIST_ROOMS,
        reply,
        session -> reply.accept(lists.rooms(session, request, caller.memory())));
  }

  /**
   * Reads a page of a timeline.
   *
   * @param reply called on the core or on a thread of the log
   */
  public void listMessages(
      Caller caller, ListMessagesRequest request, Consumer<Outcome<ListMessagesResponse>> reply) {
    onCore(
        caller,
        Command.LIST_MESSAGES,
        reply,
        session -> lists.messages(session, request, caller, reply));
  }

  /** Posts one message. */
  public void sendMessage(
      Caller caller, SendMessageRequest request, Consumer<Outcome<SendMessageResponse>> reply) {
    authenticatedCommand(caller, reply, session -> commands.send(session, caller, request, reply));
  }

  /** Carries out one command, without a stream. */
  public void execute(
      Caller caller, ExecuteRequest request, Consumer<Outcome<ExecuteResponse>> reply) {
    authenticatedCommand(
        caller,
        reply,
        session ->
            commands.execute(
                session,
                caller,
                request.getCommand(),
                outcome ->
                    reply.accept(
                        outcome.map(
                            result -> ExecuteResponse.newBuilder().setResult(result).build()))));
  }

  /** Ends the caller's identity or, if it is an account, only the caller's session. */
  public void leave(Caller caller, Consumer<Outcome<LeaveResponse>> reply) {
    calls.onCore(
        reply,
        () -> calls.authenticate(caller, reply, session -> identityEnd.leave(session, reply)));
  }

  /**
   * Shows a text of the operator to users.
   *
   * @param room the name of the room; empty for all users
   * @param reply gets the room
   */
  public void notify(String room, String text, Consumer<Outcome<String>> reply) {
    calls.onCore(
        reply,
        () ->
            reply.accept(
                notices
                    .send(room, text)
                    .<Outcome<String>>map(Outcome::refused)
                    .orElseGet(() -> Outcome.done(room))));
  }

  /**
   * Reads a page of what operators have done. The caller must have shown the administration token.
   *
   * @param reply called on the core or on a thread of the log
   */
  public void listRecords(
      Caller caller, ListMessagesRequest request, Consumer<Outcome<ListMessagesResponse>> reply) {
    calls.onCore(reply, () -> lists.records(request, caller, reply));
  }

  /**
   * Records what an operator has done.
   *
   * @param details further values; never a secret
   * @param answer the answer to the operator's call
   * @param reply gets the answer when the action is recorded
   */
  public <T> void record(
      String action,
      String target,
      Map<String, String> details,
      T answer,
      Consumer<Outcome<T>> reply) {
    calls.onCore(reply, () -> audit.record(action, target, details, answer, reply));
  }

  /**
   * Counts a refused call of another service towards the limit of failed calls of the caller's
   * address.
   *
   * @param reply gets the refusal, or another one if the caller's address has had too many failed
   *     calls
   */
  public <T> void failed(Caller caller, Refusal refusal, Consumer<Outcome<T>> reply) {
    calls.onCore(reply, () -> reply.accept(calls.countFailure(caller, refusal)));
  }

  private <T> void onCore(
      Caller caller, Command command, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    calls.onCore(
        reply,
        () ->
            calls.authenticateAndCount(
                caller,
                reply,
                session -> {
                  activity.commanded(session.identity().user(), command);
                  action.accept(session);
                }));
  }

  /** Authenticates a call with a command. Refuses the call while the server drains. */
  private <T> void authenticatedCommand(
      Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    calls.unlessDraining(reply, () -> calls.authenticate(caller, reply, action));
  }

  private WhoAmIResponse describe(Session session) {
    Identity identity = session.identity();
    User self = identity.user();
    return WhoAmIResponse.newBuilder()
        .setSelf(identity.hasName() ? self : self.toBuilder().clearName().build())
        .addAllRooms(identity.rooms())
        .setExpireTime(Timestamp.newBuilder().setSeconds(expiry.expirySeconds(session)))
        .build();
  }
}
