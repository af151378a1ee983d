package chat.charla.server.session;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.User;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The state behind {@link Chat} and the actions of identities. Owned by the core. */
final class ChatCore implements ConverseStream.Owner {

  private static final Duration MAX_EXPIRY_INTERVAL = Duration.ofHours(1);

  /** How long the server remembers the token of an identity that has left. */
  private static final Duration ENDED_RETENTION = Duration.ofHours(1);

  private final IdentitySettings settings;
  private final Scheduler core;
  private final InstantSource clock;
  private final Identities identities;
  private final UnusedIdentities unused;
  private final Leases leases;
  private final Presence presence;
  private final CommandRates rates;
  private final MessageGate messages;
  private final Memberships memberships;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final IdentityLimit identityLimit;
  private final MembershipLimit membershipLimit;
  private final Resuming resuming;
  private final Activity activity;

  /** Authenticated streams that are not open yet. */
  private final Set<ConverseStream> unopened = new LinkedHashSet<>();

  private boolean draining;

  ChatCore(
      ChatConfig config,
      Scheduler core,
      InstantSource clock,
      Identities identities,
      UnusedIdentities unused,
      Leases leases,
      IdentityLimit identityLimit,
      Presence presence,
      Rooms rooms,
      Inboxes inboxes,
      CommandRates rates,
      MessageGate messages,
      Activity activity) {
    this.settings = config.identities();
    this.core = core;
    this.clock = clock;
    this.identities = identities;
    this.unused = unused;
    this.leases = leases;
    this.presence = presence;
    this.rates = rates;
    this.messages = messages;
    this.membershipLimit =
        new MembershipLimit(config.chat(), settings.exemptIsOneAddress(), identities, core);
    this.memberships =
        new Memberships(rooms, config.chat().maxRoomsPerIdentity(), membershipLimit, rates);
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.identityLimit = identityLimit;
    this.resuming = new Resuming(config.limits(), rooms, inboxes);
    this.activity = activity;
  }

  Scheduler core() {
    return core;
  }

  Resuming resuming() {
    return resuming;
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

  MembershipLimit membershipLimit() {
    return membershipLimit;
  }

  boolean draining() {
    return draining;
  }

  CommandRates rates() {
    return rates;
  }

  /** Creates the order of one stream's sends. */
  SendOrder newOrder() {
    return new SendOrder(core, ContractLimits.MAX_OUTSTANDING_COMMANDS);
  }

  /** The order for a send by a call: that of the open stream, or an empty one. */
  SendOrder orderByCall(Session session) {
    return session.identity().stream() instanceof ConverseStream open ? open.order() : newOrder();
  }

  /**
   * Authenticates a call, and renews the lease of its identity. A call without a valid token, or
   * with that of an identity that has left, counts as a failure of its address.
   */
  Outcome<Session> authenticate(Caller caller) {
    Outcome<Session> outcome = identities.authenticate(caller.token());
    if (outcome instanceof Outcome.Done<Session> proven) {
      Identity identity = proven.value().identity();
      caller.connection().proven(identity.id());
      leases.renew(identity);
      return outcome;
    }
    return rates.failure(caller.origin()).<Outcome<Session>>map(Outcome::refused).orElse(outcome);
  }

  @Override
  public Outcome<Session> begin(ConverseStream stream, Caller caller) {
    if (draining) {
      return Outcome.refused(Refusal.serverDraining());
    }
    return authenticate(caller).then(session -> counted(stream, session));
  }

  private Outcome<Session> counted(ConverseStream stream, Session session) {
    Optional<Refusal> excess = rates.command(session, stream.origin());
    if (excess.isPresent()) {
      return Outcome.refused(excess.get());
    }
    unopened.add(stream);
    return Outcome.done(session);
  }

  @Override
  public void opening(ConverseStream stream, Session session) {
    unopened.remove(stream);
    leases.renew(session.identity());
  }

  @Override
  public int maxCursors(Identity identity) {
    return resuming.maxCursors(identity);
  }

  @Override
  public void opened(Identity identity) {
    Indivisible.change(() -> presence.online(identity));
  }

  @Override
  public Resuming.Start resume(Identity identity, OpenCommand open) {
    return resuming.start(identity, open);
  }

  /** When the identity was last seen, on the wall clock. */
  long lastSeenMillis(Identity identity) {
    return leases.lastSeenMillis(identity);
  }

  @Override
  public void ended(ConverseStream stream, @Nullable Session session) {
    unopened.remove(stream);
    // Another stream may have replaced this one.
    if (session != null && session.identity().stream() == stream) {
      Indivisible.change(() -> loseStream(session.identity()));
    }
  }

  private void loseStream(Identity identity) {
    identity.stream(null);
    leases.seen(identity);
    presence.lost(identity, !draining);
    leases.start(identity);
  }

  @Override
  public void carryOut(
      Session session,
      CommandingStream stream,
      ConverseRequest request,
      @Nullable Refusal fault,
      Consumer<Outcome<CommandResult>> reply) {
    if (!request.hasSendMessage()) {
      Optional<Refusal> excess = rates.command(session, stream.origin());
      if (excess.isPresent()) {
        reply.accept(Outcome.refused(excess.get()));
        return;
      }
    }
    if (fault != null && !request.hasOpen()) { // A late Open is refused as such below.
      reply.accept(Outcome.refused(fault));
      return;
    }
    User user = session.identity().user();
    CommandResult.Builder result = CommandResult.newBuilder();
    switch (request.getCommandCase()) {
      case SEND_MESSAGE ->
          messages.send(
              session,
              stream.origin(),
              stream.order(),
              true,
              request.getSendMessage(),
              sent -> reply.accept(sent.map(done -> result.setMessageSent(done).build())));
      case ENTER_ROOM -> {
        activity.commanded(user, Command.ENTER_ROOM);
        memberships.enter(
            session,
            stream,
            request.getEnterRoom().getRoom(),
            entered -> reply.accept(entered.map(done -> result.setRoomEntered(done).build())));
      }
      case LEAVE_ROOM -> {
        activity.commanded(user, Command.LEAVE_ROOM);
        memberships.leave(
            session.identity(),
            stream,
            request.getLeaveRoom().getRoom(),
            left -> reply.accept(left.map(done -> result.setRoomLeft(done).build())));
      }
      case OPEN ->
          reply.accept(
              Outcome.refused(
                  Refusal.of(
                      ErrorReason.ERROR_REASON_OPEN_REPEATED, "the stream is open already")));
      case COMMAND_NOT_SET -> reply.accept(Outcome.refused(Refusal.commandUnknown()));
    }
  }

  /** Ends the identity at its client's request. */
  void leave(Identity identity, Consumer<Outcome<LeaveResponse>> reply) {
    activity.commanded(identity.user(), Command.LEAVE);
    long now = clock.millis();
    List<String> members = new ArrayList<>();
    identity
        .record()
        .change(
            record -> {
              // Its memberships are not kept in memory with it.
              members.clear();
              record.getMembershipsList().forEach(each -> members.add(each.getRoom()));
              Collections.sort(members);
              return record.toBuilder()
                  .setEndedMillis(now)
                  .setHoldsName(false)
                  .setPresent(false)
                  .clearMemberships()
                  .build();
            },
            durable -> {
              if (durable) {
                end(
                    identity,
                    members,
                    Refusal.sessionEnded(),
                    UserLeftReason.USER_LEFT_REASON_LEFT);
                reply.accept(Outcome.done(LeaveResponse.getDefaultInstance()));
              } else {
                reply.accept(Outcome.refused(Refusal.storageUnavailable()));
              }
            });
  }

  /** Checks at intervals from now on which identities have expired. */
  void scheduleExpiry() {
    Duration quarter = settings.lifetime().dividedBy(4);
    Duration interval = quarter.compareTo(MAX_EXPIRY_INTERVAL) < 0 ? quarter : MAX_EXPIRY_INTERVAL;
    core.schedule(
        interval,
        () -> {
          expire();
          scheduleExpiry();
        });
  }

  /**
   * Deletes identities that have been silent for their lifetime, and those that left some time ago.
   */
  private void expire() {
    long now = clock.millis();
    long oldestEnd = now - ENDED_RETENTION.toMillis();
    for (Identity identity : identities.all()) {
      boolean silent =
          identity.stream() == null && leases.silence(identity).compareTo(settings.lifetime()) > 0;
      boolean longEnded =
          identity.ended() && identity.record().value().getEndedMillis() < oldestEnd;
      if (silent || longEnded) {
        forget(identity);
      }
    }
  }

  /** Deletes an identity as if it had expired. */
  void forget(Identity identity) {
    // The disk has the memberships until the record is removed.
    List<Room> held = identity.ended() ? List.of() : hold(identity.rooms());
    Refusal expired =
        Refusal.of(ErrorReason.ERROR_REASON_SESSION_EXPIRED, "the identity has expired");
    end(identity, identity.rooms(), expired, UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED);
    identities.remove(identity);
    unused.remove(identity);
    identityLimit.deleted(identity);
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

  /** Ends all streams, and accepts no new ones. */
  void drain() {
    draining = true;
    for (ConverseStream each : List.copyOf(unopened)) {
      each.end(Refusal.serverDraining(), Action.ACTION_RESUME);
    }
    for (Identity identity : List.copyOf(identities.active())) {
      OpenStream stream = identity.stream();
      if (stream != null) {
        stream.end(Refusal.serverDraining(), Action.ACTION_RESUME);
      }
    }
  }

  private void end(
      Identity identity, Iterable<String> members, Refusal why, UserLeftReason reason) {
    if (identities.byId(identity.id()) == identity) {
      Indivisible.change(() -> endIdentity(identity, members, why, reason));
    }
  }

  /**
   * Ends an identity.
   *
   * @param members the rooms that it is a member of
   */
  private void endIdentity(
      Identity identity, Iterable<String> members, Refusal why, UserLeftReason reason) {
    boolean wasPresent = identity.present();
    OpenStream stream = identity.stream();
    identity.stream(null);
    if (stream != null) {
      stream.end(why, ConverseStream.actionAfter(why));
    }
    for (ConverseStream each : List.copyOf(unopened)) {
      if (each.belongsTo(identity)) {
        each.end(why, ConverseStream.actionAfter(why));
      }
    }
    for (String room : members) {
      rooms.get(room).leave(identity, reason);
    }
    identities.end(identity);
    membershipLimit.settled(identity);
    identity.loseName();
    presence.remove(identity);
    inboxes.forget(identity.id());
    if (wasPresent) {
      activity.left(identity.user());
    }
  }
}
