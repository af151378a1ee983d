package chat.charla.server.session;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.log.TimelineId;
import chat.charla.server.name.NameRules;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.server.room.Allowance;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Outcome;
import chat.charla.server.room.Post;
import chat.charla.server.room.Rejection;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.Limits;
import chat.charla.v1.Presence;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What identities can do, on the core: the state behind {@link Chat}. */
final class ChatCore {

  /** More than any name of a room has, in bytes. */
  private static final int MAX_ROOM_BYTES = 32 * NameRules.MAX_CODE_POINTS;

  private static final Duration MAX_EXPIRY_INTERVAL = Duration.ofHours(1);

  /** How long a token is known to belong to somebody who has left. */
  private static final Duration ENDED_REMEMBERED = Duration.ofHours(1);

  private final SessionSettings settings;
  private final Limits limits;
  private final Scheduler core;
  private final InstantSource clock;
  private final Identities identities;
  private final Leases leases;
  private final Losses losses;
  private final Throttle throttle;
  private final Memberships memberships;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final IdentityLimit identityLimit;
  private final Activity activity;

  /** Streams of proven identities that are not open yet. */
  private final Set<Conversation> begun = new LinkedHashSet<>();

  private boolean draining;

  ChatCore(
      SessionSettings settings,
      Limits limits,
      Scheduler core,
      InstantSource clock,
      Identities identities,
      Leases leases,
      Rooms rooms,
      Inboxes inboxes,
      Throttle throttle,
      Activity activity) {
    this.settings = settings;
    this.limits = limits;
    this.core = core;
    this.clock = clock;
    this.identities = identities;
    this.leases = leases;
    this.losses = new Losses(settings.lossPatience(), rooms, core);
    this.throttle = throttle;
    this.memberships = new Memberships(rooms, settings.maxRoomsPerIdentity(), throttle);
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.identityLimit = new IdentityLimit(settings, identities, leases, core, this::forget);
    this.activity = activity;
  }

  Scheduler core() {
    return core;
  }

  SessionSettings settings() {
    return settings;
  }

  Limits limits() {
    return limits;
  }

  Rooms rooms() {
    return rooms;
  }

  Inboxes inboxes() {
    return inboxes;
  }

  Identities identities() {
    return identities;
  }

  IdentityLimit identityLimit() {
    return identityLimit;
  }

  Losses losses() {
    return losses;
  }

  boolean draining() {
    return draining;
  }

  Throttle throttle() {
    return throttle;
  }

  /** The order of one stream's sends, of which none waits yet. */
  SendOrder newOrder() {
    return new SendOrder(core, limits.getMaxOutstandingCommands());
  }

  /**
   * Who calls; being asked counts as a sign of life. A call that proves no identity, or one that
   * has ended, counts for its address.
   */
  Outcome<Identity> authenticate(Caller caller) {
    Outcome<Identity> outcome = identities.authenticate(caller.token());
    if (outcome instanceof Outcome.Done<Identity> proven) {
      caller.connection().proven(proven.value().id());
      leases.renew(proven.value());
      return outcome;
    }
    return throttle
        .use(Quota.FAILURES, caller.origin())
        .<Outcome<Identity>>map(Outcome::refused)
        .orElse(outcome);
  }

  void renew(Identity identity) {
    leases.renew(identity);
  }

  /** A stream of a proven identity has begun; it has still to open. */
  void begun(Conversation conversation) {
    begun.add(conversation);
  }

  /** The stream is open now, or has ended. */
  void notBegunAnyMore(Conversation conversation) {
    begun.remove(conversation);
  }

  /** What a client should do after a stream that ended for this reason. */
  static Action actionAfter(Rejection rejection) {
    return switch (rejection.reason()) {
      case ERROR_REASON_SESSION_EXPIRED, ERROR_REASON_NAME_LOST -> Action.ACTION_REJOIN;
      case ERROR_REASON_SERVER_DRAINING, ERROR_REASON_INTERNAL, ERROR_REASON_RATE_LIMITED ->
          Action.ACTION_RESUME;
      default -> Action.ACTION_STOP;
    };
  }

  /** The identity has opened a stream. */
  void connected(Identity identity) {
    Indivisible.change(() -> becomesPresent(identity));
  }

  private void becomesPresent(Identity identity) {
    identities.used(identity);
    Presence before = identity.presence();
    identity.presence(Presence.PRESENCE_ONLINE);
    if (before == Presence.PRESENCE_ONLINE) {
      return;
    }
    identities.present().put(identity.id(), identity);
    if (before == Presence.PRESENCE_RECONNECTING) {
      losses.ended(identity);
    } else {
      for (String room : identity.rooms()) {
        rooms.get(room).appeared(identity);
      }
    }
    identity.record().change(record -> record.toBuilder().setPresent(true).clearUnused().build());
    activity.connected(identity.user());
  }

  /**
   * The identity sends a message: it is not ended to make room for others any more, also after a
   * restart. That is stored before the message is; if it fails, with the next message, or when the
   * lease runs out.
   */
  private void use(Identity identity) {
    identities.used(identity);
    if (identity.record().value().getUnused() && !identity.storesUse()) {
      identity.storesUse(true);
      identity
          .record()
          .change(
              record -> record.toBuilder().clearUnused().build(),
              durable -> identity.storesUse(false));
    }
  }

  /** When the identity was last heard of, on the wall clock. */
  long lastSeenMillis(Identity identity) {
    return leases.lastSeenMillis(identity);
  }

  /** The stream of the identity has ended, unless another has taken over. */
  void disconnected(Identity identity, Conversation conversation) {
    if (identity.conversation() == conversation) {
      Indivisible.change(() -> losesStream(identity));
    }
  }

  private void losesStream(Identity identity) {
    identity.conversation(null);
    identity.seen(core.nanoTime());
    identity.presence(Presence.PRESENCE_RECONNECTING);
    losses.begun(identity);
    leases.start(identity);
    if (!draining) {
      activity.reconnecting(identity.user());
    }
  }

  /** Carries out one command of a stream. */
  void carryOut(
      Identity identity,
      Conversation conversation,
      ConverseRequest request,
      Consumer<Outcome<CommandResult>> reply) {
    if (!request.hasSendMessage()) {
      Optional<Rejection> excess = throttle.use(Quota.COMMANDS, identity, conversation.origin());
      if (excess.isPresent()) {
        reply.accept(Outcome.refused(excess.get()));
        return;
      }
    }
    CommandResult.Builder result = CommandResult.newBuilder();
    switch (request.getCommandCase()) {
      case SEND_MESSAGE ->
          send(
              identity,
              conversation.origin(),
              conversation,
              request.getSendMessage(),
              sent -> reply.accept(sent.map(done -> result.setMessageSent(done).build())));
      case ENTER_ROOM -> {
        activity.commanded(identity.user(), Command.ENTER_ROOM);
        memberships.enter(
            identity,
            conversation,
            request.getEnterRoom().getRoom(),
            entered -> reply.accept(entered.map(done -> result.setRoomEntered(done).build())));
      }
      case LEAVE_ROOM -> {
        activity.commanded(identity.user(), Command.LEAVE_ROOM);
        memberships.leave(
            identity,
            conversation,
            request.getLeaveRoom().getRoom(),
            left -> reply.accept(left.map(done -> result.setRoomLeft(done).build())));
      }
      case OPEN ->
          reply.accept(
              Outcome.refused(
                  Rejection.of(
                      ErrorReason.ERROR_REASON_OPEN_REPEATED, "the stream is open already")));
      case COMMAND_NOT_SET -> reply.accept(Outcome.refused(Rejection.commandUnknown()));
    }
  }

  /**
   * Posts a message to a room or a user.
   *
   * @param stream which has brought it; null for a call
   */
  void send(
      Identity identity,
      Origin origin,
      @Nullable Conversation stream,
      SendMessageRequest request,
      Consumer<Outcome<SendMessageResponse>> reply) {
    // Taken before it is looked up what the send repeats, for that is what costs.
    Allowance repeats = throttle.allowance(Quota.REPEATS, identity, origin);
    Optional<Rejection> excess = repeats.take();
    Allowance rates = throttle.allowance(Quota.MESSAGES, identity, origin);
    Rejection fault = fault(request);
    if (fault != null) {
      // It cannot be a repetition, so it is refused here, and counts as well.
      Rejection refusal = excess.or(rates::take).orElse(fault);
      throttle.refused(excess.isPresent() ? Quota.REPEATS : Quota.MESSAGES, identity, refusal);
      reply.accept(Outcome.refused(refusal));
      return;
    }
    Room room = request.hasRoom() ? rooms.find(request.getRoom()) : null;
    TimelineId timeline =
        request.hasRoom()
            ? TimelineId.room(NameRules.fold(request.getRoom()))
            : TimelineId.inbox(identity.id());
    SendOrder.Turn turn = turn(identity, stream, timeline, request, rates);
    if (excess.isPresent()) {
      turn.refused(excess.get());
      throttle.refused(Quota.REPEATS, identity, excess.get());
      reply.accept(Outcome.refused(excess.get()));
      return;
    }
    if (room == null && request.hasRoom()) {
      // It cannot be a repetition either; but told to wait, it blocks what comes after it. By the
      // time that it is repeated there may be such a room.
      Rejection refusal = turn.take().orElse(Rejection.roomNotFound());
      refused(identity, turn, refusal);
      reply.accept(Outcome.refused(refusal));
      return;
    }
    use(identity);
    Post post =
        new Post(
            identity,
            request,
            turn,
            outcome -> {
              try {
                outcome.match(
                    done -> settled(turn, done, repeats),
                    refusal -> refused(identity, turn, refusal));
              } finally {
                reply.accept(outcome);
              }
            });
    if (room == null) {
      inboxes.post(post);
    } else {
      room.post(post);
    }
  }

  private @Nullable Rejection fault(SendMessageRequest request) {
    if (request.getClientMessageIdBytes().size() > Chat.MAX_MESSAGE_ID_BYTES) {
      return Rejection.field(
          ErrorReason.ERROR_REASON_MESSAGE_ID_INVALID,
          "client_message_id",
          "longer than " + Chat.MAX_MESSAGE_ID_BYTES + " bytes");
    }
    return switch (request.getTargetCase()) {
      case ROOM -> isRoomName(request) ? null : Rejection.roomNotFound();
      case USER_ID, USER_NAME -> null;
      case TARGET_NOT_SET ->
          Rejection.argument("target", "no target, or one that this server does not know");
    };
  }

  /** Whether there can be such a room: whatever is longer need not be looked at, or remembered. */
  private static boolean isRoomName(SendMessageRequest request) {
    return request.getRoomBytes().size() <= MAX_ROOM_BYTES;
  }

  private SendOrder.Turn turn(
      Identity identity,
      @Nullable Conversation stream,
      TimelineId timeline,
      SendMessageRequest request,
      Allowance rates) {
    String id = request.getClientMessageId();
    if (stream != null) {
      return stream.order().next(timeline, id, rates);
    }
    Conversation beside = identity.conversation();
    SendOrder order = beside == null ? newOrder() : beside.order();
    return order.beside(timeline, id, rates);
  }

  private static void settled(SendOrder.Turn turn, SendMessageResponse done, Allowance repeats) {
    turn.settled();
    if (!done.getDuplicate()) {
      repeats.giveBack();
    }
  }

  private void refused(Identity identity, SendOrder.Turn turn, Rejection refusal) {
    turn.refused(refusal);
    if (!turn.isBlocked(refusal)) {
      throttle.refused(Quota.MESSAGES, identity, refusal);
    }
  }

  /** Ends the identity at its own wish. */
  void leave(Identity identity, Consumer<Outcome<LeaveResponse>> reply) {
    activity.commanded(identity.user(), Command.LEAVE);
    long now = clock.millis();
    identity
        .record()
        .change(
            record ->
                record.toBuilder()
                    .setEndedMillis(now)
                    .setHoldsName(false)
                    .setPresent(false)
                    .build(),
            durable -> {
              if (durable) {
                end(identity, Rejection.sessionEnded(), UserLeftReason.USER_LEFT_REASON_LEFT);
                reply.accept(Outcome.done(LeaveResponse.getDefaultInstance()));
              } else {
                reply.accept(Outcome.refused(Rejection.storageUnavailable()));
              }
            });
  }

  /** Looks from now on, now and then, for identities to expire. */
  void scheduleExpiry() {
    Duration quarter = settings.identityLifetime().dividedBy(4);
    Duration interval = quarter.compareTo(MAX_EXPIRY_INTERVAL) < 0 ? quarter : MAX_EXPIRY_INTERVAL;
    core.schedule(
        interval,
        () -> {
          expire();
          scheduleExpiry();
        });
  }

  /** Forgets the identities of which nothing was heard for their lifetime. */
  private void expire() {
    long now = clock.millis();
    long oldestEnd = now - ENDED_REMEMBERED.toMillis();
    for (Identity identity : identities.all()) {
      boolean silent =
          identity.conversation() == null
              && leases.silence(identity).compareTo(settings.identityLifetime()) > 0;
      boolean longEnded =
          identity.ended() && identity.record().value().getEndedMillis() < oldestEnd;
      if (silent || longEnded) {
        forget(identity);
      }
    }
  }

  private void forget(Identity identity) {
    // Until the record is removed, the disk has its memberships.
    List<Room> held = identity.ended() ? List.of() : hold(identity.rooms());
    Rejection expired =
        Rejection.of(ErrorReason.ERROR_REASON_SESSION_EXPIRED, "the identity has expired");
    end(identity, expired, UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED);
    identities.remove(identity);
    identityLimit.gone(identity);
    identity.record().remove(() -> held.forEach(Room::release));
  }

  private List<Room> hold(Iterable<String> names) {
    List<Room> held = new ArrayList<>();
    for (String name : names) {
      Room room = rooms.get(name);
      room.hold();
      held.add(room);
    }
    return held;
  }

  /** Ends all streams, and takes no new ones. */
  void drain() {
    draining = true;
    for (Conversation conversation : List.copyOf(begun)) {
      conversation.end(Rejection.serverDraining(), Action.ACTION_RESUME);
    }
    for (Identity identity : List.copyOf(identities.living())) {
      Conversation conversation = identity.conversation();
      if (conversation != null) {
        conversation.end(Rejection.serverDraining(), Action.ACTION_RESUME);
      }
    }
  }

  private void end(Identity identity, Rejection why, UserLeftReason reason) {
    if (identities.byId(identity.id()) == identity) {
      Indivisible.change(() -> ends(identity, why, reason));
    }
  }

  private void ends(Identity identity, Rejection why, UserLeftReason reason) {
    boolean wasPresent = identity.present();
    Conversation conversation = identity.conversation();
    identity.conversation(null);
    if (conversation != null) {
      conversation.end(why, actionAfter(why));
    }
    for (Conversation unopened : List.copyOf(begun)) {
      if (unopened.isOf(identity)) {
        unopened.end(why, actionAfter(why));
      }
    }
    for (String room : identity.rooms()) {
      rooms.get(room).leave(identity, reason);
    }
    identities.end(identity);
    identity.loseName();
    identity.presence(Presence.PRESENCE_UNSPECIFIED);
    identity.lossTimer(null);
    inboxes.forget(identity.id());
    if (wasPresent) {
      activity.left(identity.user());
    }
  }
}
