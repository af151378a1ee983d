package chat.charla.server.chat;

import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.health.Health;
import chat.charla.server.identity.Expiry;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.server.scheduling.Scheduler;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The chat: every RPC of the contract, independent of the transport.
 *
 * <p>Every method returns at once, and any thread may call it. A reply is called on the core, so it
 * must not block, and it must not throw. It is called once. After a defect in the server it may be
 * called again; the second outcome must be ignored. Every RPC counts for the rate limits of its
 * caller.
 */
public final class Chat {
  private static final Logger LOG = System.getLogger(Chat.class.getName());

  private final Scheduler core;
  private final Health health;
  private final Activity activity;
  private final Restoration restoration;
  private final Authentication authentication;
  private final Joining joining;
  private final Streams streams;
  private final MessageGate messages;
  private final Lists lists;
  private final Expiry expiry;
  private final IdentityEnd identityEnd;

  /** A chat that is not started yet; {@link ChatAssembly} makes one. */
  Chat(
      ChatEnvironment environment,
      Restoration restoration,
      Authentication authentication,
      Joining joining,
      Streams streams,
      MessageGate messages,
      Lists lists,
      Expiry expiry,
      IdentityEnd identityEnd) {
    this.core = environment.core();
    this.health = environment.health();
    this.activity = environment.activity();
    this.restoration = restoration;
    this.authentication = authentication;
    this.joining = joining;
    this.streams = streams;
    this.messages = messages;
    this.lists = lists;
    this.expiry = expiry;
    this.identityEnd = identityEnd;
  }

  /**
   * Restores the state from the log and the store. Blocks on I/O. The chat may be used when the
   * stage has completed.
   *
   * @throws chat.charla.server.log.LogUnavailableException if they cannot be read
   */
  public CompletionStage<Void> start() {
    return restoration.start(expiry::schedule);
  }

  /**
   * Starts watching whether the chat works; to be called after {@link #start} has completed.
   *
   * @param whenChanged called on each change with whether the chat works; at first it works. Called
   *     on a thread of {@link Health}
   */
  public void watch(Consumer<Boolean> whenChanged) {
    health.start(restoration::probe, whenChanged);
  }

  /** The most cursors that any identity may send in an {@code Open}. Any thread may call it. */
  public int maxCursors() {
    return streams.maxCursors();
  }

  /** Ends all streams with SERVER_DRAINING, and accepts no new ones. */
  public void drain() {
    core.execute(streams::drain);
  }

  /**
   * Creates an identity or, with a token, gives a known identity the requested name, which may be
   * its previous name.
   */
  public void join(Caller caller, JoinRequest request, Consumer<Outcome<JoinResponse>> reply) {
    onCore(
        reply,
        () -> {
          if (streams.isDraining()) {
            reply.accept(Outcome.refused(Refusal.serverDraining()));
          } else {
            joining.join(caller, request, reply);
          }
        });
  }

  /**
   * Begins a stream.
   *
   * @param delivery delivers events to the same client
   */
  public ConverseStream converse(Caller caller, StreamOutlet outlet, StreamDelivery delivery) {
    ConverseStream stream = streams.create(caller, outlet, delivery);
    core.execute(stream::start);
    return stream;
  }

  /** Describes the caller's identity. */
  public void whoAmI(Caller caller, Consumer<Outcome<WhoAmIResponse>> reply) {
    onCore(
        caller,
        Command.WHO_AM_I,
        reply,
        session -> reply.accept(Outcome.done(describe(session.identity()))));
  }

  /** Lists the present users. */
  public void listUsers(
      Caller caller, ListUsersRequest request, Consumer<Outcome<ListUsersResponse>> reply) {
    onCore(
        reply,
        () ->
            admitted(
                caller,
                reply,
                session -> {
                  // A client lists the users of a room on its own, so the operator's console does
                  // not show these calls.
                  if (request.getRoom().isEmpty()) {
                    activity.commanded(session.identity().user(), Command.LIST_USERS);
                  }
                  reply.accept(lists.users(session.identity(), request, caller.memory()));
                }));
  }

  /** Lists all rooms. */
  public void listRooms(
      Caller caller, ListRoomsRequest request, Consumer<Outcome<ListRoomsResponse>> reply) {
    onCore(
        caller,
        Command.LIST_ROOMS,
        reply,
        session -> reply.accept(lists.rooms(session.identity(), request, caller.memory())));
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
        session -> lists.messages(session.identity(), request, caller, reply));
  }

  /** Posts one message. */
  public void sendMessage(
      Caller caller, SendMessageRequest request, Consumer<Outcome<SendMessageResponse>> reply) {
    onCore(
        reply,
        () -> {
          if (streams.isDraining()) {
            reply.accept(Outcome.refused(Refusal.serverDraining()));
          } else {
            authenticated(
                caller,
                reply,
                session ->
                    messages.send(
                        session,
                        caller.origin(),
                        streams.orderByCall(session),
                        false,
                        request,
                        reply));
          }
        });
  }

  /** Ends the caller's identity. */
  public void leave(Caller caller, Consumer<Outcome<LeaveResponse>> reply) {
    onCore(
        reply,
        () ->
            authenticated(caller, reply, session -> identityEnd.leave(session.identity(), reply)));
  }

  /**
   * Runs the task on the core. If it throws, the caller gets INTERNAL; other callers are not
   * affected.
   */
  private <T> void onCore(Consumer<Outcome<T>> reply, Runnable task) {
    core.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "a call failed", bug);
            reply.accept(Outcome.refused(Refusal.internal()));
          }
        });
  }

  private <T> void onCore(
      Caller caller, Command command, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    onCore(
        reply,
        () ->
            admitted(
                caller,
                reply,
                session -> {
                  activity.commanded(session.identity().user(), command);
                  action.accept(session);
                }));
  }

  private <T> void authenticated(
      Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    authentication
        .authenticate(caller)
        .match(action, refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /** Like {@link #authenticated}, and counts a command for the rate limit. */
  private <T> void admitted(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    authentication
        .authenticateAndCount(caller)
        .match(action, refusal -> reply.accept(Outcome.refused(refusal)));
  }

  private WhoAmIResponse describe(Identity identity) {
    User self = identity.user();
    return WhoAmIResponse.newBuilder()
        .setSelf(identity.hasName() ? self : self.toBuilder().clearName().build())
        .addAllRooms(identity.rooms())
        .setExpireTime(Timestamp.newBuilder().setSeconds(expiry.expirySeconds(identity)))
        .build();
  }
}
