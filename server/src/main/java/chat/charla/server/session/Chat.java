package chat.charla.server.session;

import chat.charla.server.delivery.Delivery;
import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.health.Health;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.RoomServices;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.Storage;
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
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The chat: every RPC of the contract, independent of the transport.
 *
 * <p>Every method returns at once, and any thread may call it. A reply is called on the core, so it
 * must not block, and it must not throw. It is called once; after a defect in the call perhaps
 * twice, and then only the first call counts. Every call counts for the rate limits of its caller.
 */
public final class Chat {
  private static final Logger LOG = System.getLogger(Chat.class.getName());

  private final Scheduler core;
  private final Health health;
  private final ChatConfig settings;
  private final MessageLog log;
  private final CommandRates rates;
  private final MessageGate messages;
  private final ChatCore state;
  private final Admission admission;
  private final Lists lists;
  private final Restoration restoration;
  private final Activity activity;

  /**
   * A chat that is not started yet.
   *
   * @param storage reports to the health what it does
   */
  public Chat(ChatConfig config, Storage storage, Delivery delivery, ChatEnvironment environment) {
    this.core = environment.core();
    this.activity = environment.activity();
    this.health = environment.health();
    this.settings = config;
    InstantSource clock = environment.clock();
    RandomGenerator random = environment.random();
    this.log = storage.messages();
    Identities identities = new Identities();
    UnusedIdentities unused = new UnusedIdentities();
    RoomServices roomServices = new RoomServices(log, core, health, delivery, clock, activity);
    Rooms rooms = new Rooms(config.rooms(), roomServices);
    Inboxes inboxes = new Inboxes(identities, config.rooms().textRules(), roomServices);
    Rates used = new Rates(config.chat().rates(), core);
    this.rates = new CommandRates(used);
    this.messages = new MessageGate(used, rooms, inboxes, unused);
    Losses losses = new Losses(config.chat().lossPatience(), rooms, core);
    Presence presence = new Presence(rooms, unused, losses, activity);
    Leases leases =
        new Leases(config.identities().nameLease(), identities, unused, presence, core, clock);
    IdentityLimit identityLimit =
        new IdentityLimit(
            config.identities(), config.chat().openTimeout(), identities, unused, leases, core);
    this.state =
        new ChatCore(
            config,
            core,
            clock,
            identities,
            unused,
            leases,
            identityLimit,
            presence,
            rooms,
            inboxes,
            rates,
            messages,
            activity);
    HeldNames names = identities.names();
    NameRefusals refusals = new NameRefusals(names, leases, new NameSuggestions(names, random));
    IdentityServices services = new IdentityServices(core, clock, random, storage.identities());
    IdentityPorts ports =
        new IdentityPorts(new Homes(rooms, inboxes, state::forget), presence, rates);
    NewIdentities newIdentities =
        new NewIdentities(services, identities, unused, refusals, leases, identityLimit, ports);
    this.admission = new Admission(services, identities, newIdentities, refusals, leases, ports);
    this.lists = new Lists(identities, presence, rooms, inboxes, new History(log));
    this.restoration = new Restoration(state, unused, presence, leases, log, services.store());
  }

  /**
   * Restores the state from the log and the store. Blocks on I/O. The chat may be used when the
   * stage has completed.
   *
   * @throws chat.charla.server.log.LogUnavailableException if they cannot be read
   */
  public CompletionStage<Void> start() {
    return restoration.start();
  }

  /**
   * Starts watching whether the chat works; to be called after {@link #start} has completed.
   *
   * @param whenChanged called on each change with whether it works; it works at first. Called on a
   *     thread of {@link Health}
   */
  public void watch(Consumer<Boolean> whenChanged) {
    health.start(() -> log.open(TimelineId.room(Room.LOBBY)), whenChanged);
  }

  /** The most cursors that any identity may send in an {@code Open}. For any thread. */
  public int maxCursors() {
    return state.resuming().maxCursors();
  }

  /** Ends all streams with SERVER_DRAINING, and accepts no new ones. */
  public void drain() {
    core.execute(state::drain);
  }

  /**
   * Creates an identity or, with a token, gives a known one the requested name, its old one or
   * another.
   */
  public void join(Caller caller, JoinRequest request, Consumer<Outcome<JoinResponse>> reply) {
    Consumer<Outcome<Admitted>> admitted = outcome -> reply.accept(outcome.map(this::joined));
    onCore(
        reply,
        () -> {
          if (state.draining()) {
            reply.accept(Outcome.refused(Refusal.serverDraining()));
          } else if (caller.token().isEmpty()) {
            admission.join(
                request, caller.origin(), outcome -> admitted.accept(afterJoin(caller, outcome)));
          } else {
            authenticated(
                caller,
                reply,
                session ->
                    refuseOr(
                        rates.join(session, caller.origin()),
                        reply,
                        () ->
                            admission.rejoin(
                                session.identity(), caller.token(), request.getName(), admitted)));
          }
        });
  }

  /**
   * Handles the outcome of a {@code Join} without a token. If it has created a session, that
   * authenticates the call. If not, it counts as a failure of its address, and not for the limits
   * that others at the address need in order to join.
   */
  private Outcome<Admitted> afterJoin(Caller caller, Outcome<Admitted> outcome) {
    if (outcome instanceof Outcome.Done<Admitted> done) {
      caller.connection().proven(done.value().identity().id());
      return outcome;
    }
    if (outcome instanceof Outcome.Refused<Admitted> refused) {
      return switch (refused.refusal().reason()) {
        case ERROR_REASON_RATE_LIMITED, ERROR_REASON_STORAGE_UNAVAILABLE -> outcome;
        default ->
            rates.failure(caller.origin()).<Outcome<Admitted>>map(Outcome::refused).orElse(outcome);
      };
    }
    return outcome;
  }

  /**
   * Begins a stream.
   *
   * @param delivery delivers events to the same client
   */
  public ConverseStream converse(Caller caller, StreamOutlet outlet, StreamDelivery delivery) {
    ConverseStream stream =
        new ConverseStream(
            state, core, settings.chat().openTimeout(), state.newOrder(), caller, outlet, delivery);
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
                  // Clients get a room's list of users by themselves, so the operator's console
                  // does not show
                  // that.
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
          if (state.draining()) {
            reply.accept(Outcome.refused(Refusal.serverDraining()));
          } else {
            authenticated(
                caller,
                reply,
                session ->
                    messages.send(
                        session,
                        caller.origin(),
                        state.orderByCall(session),
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
        () -> authenticated(caller, reply, session -> state.leave(session.identity(), reply)));
  }

  /** Runs the task on the core. If it throws, the caller gets INTERNAL; others are not affected. */
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
    state.authenticate(caller).match(action, refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /** Like {@link #authenticated}, and counts a command for the rate limit. */
  private <T> void admitted(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    authenticated(
        caller,
        reply,
        session ->
            refuseOr(rates.command(session, caller.origin()), reply, () -> action.accept(session)));
  }

  private static <T> void refuseOr(
      Optional<Refusal> fault, Consumer<Outcome<T>> reply, Runnable action) {
    fault.ifPresentOrElse(refusal -> reply.accept(Outcome.refused(refusal)), action);
  }

  private JoinResponse joined(Admitted admitted) {
    return JoinResponse.newBuilder()
        .setSelf(admitted.identity().user())
        .setSessionToken(admitted.token())
        .setWelcome(settings.chat().welcome())
        .setLimits(state.resuming().limits(admitted.identity()))
        .build();
  }

  private WhoAmIResponse describe(Identity identity) {
    User self = identity.user();
    long expires =
        state.lastSeenMillis(identity) / 1000 + settings.identities().lifetime().toSeconds();
    return WhoAmIResponse.newBuilder()
        .setSelf(identity.hasName() ? self : self.toBuilder().clearName().build())
        .addAllRooms(identity.rooms())
        .setExpireTime(Timestamp.newBuilder().setSeconds(expires))
        .build();
  }
}
