package chat.charla.server.chat;

import chat.charla.server.ban.AddressBans;
import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Leases;
import chat.charla.server.identity.SessionStream;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.Scheduler.Cancellable;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams of all sessions. This class holds the streams that are not open yet; each {@link
 * Session} holds its open stream. Owned by the core, except for {@link #create} and {@link
 * #maxCursors()}.
 */
final class Streams implements StreamOwner {
  private final Scheduler core;
  private final Duration openTimeout;
  private final Leases leases;
  private final Presence presence;
  private final ResumePoints resumePoints;
  private final Authentication authentication;
  private final CommandDispatch dispatch;
  private final RoomChanges changes;
  private final ChatFigures figures;
  private final AddressBans bans;

  /** The authenticated streams that are not open yet, with their sessions. */
  private final Map<SessionStream, Session> unopened = new LinkedHashMap<>();

  /** The timers of open streams that end with their access tokens. */
  private final Map<SessionStream, Cancellable> expiries = new HashMap<>();

  private boolean draining;

  /**
   * Creates an object without streams.
   *
   * @param openTimeout how long a stream waits for its first command
   */
  Streams(
      Scheduler core,
      Duration openTimeout,
      Leases leases,
      Presence presence,
      ResumePoints resumePoints,
      Authentication authentication,
      CommandDispatch dispatch,
      RoomChanges changes,
      ChatFigures figures,
      AddressBans bans) {
    this.core = core;
    this.openTimeout = openTimeout;
    this.leases = leases;
    this.presence = presence;
    this.resumePoints = resumePoints;
    this.authentication = authentication;
    this.dispatch = dispatch;
    this.changes = changes;
    this.figures = figures;
    this.bans = bans;
  }

  /** Creates a stream. The caller must start it on the core. Any thread may call this. */
  ConverseStream create(Caller caller, StreamOutlet outlet, StreamDelivery delivery) {
    CoreStream stream = new CoreStream(this, core, newOrder(), caller, outlet, delivery);
    return new ConverseStream(stream, openTimeout);
  }

  private SendOrder newOrder() {
    return new SendOrder(core, ContractLimits.MAX_OUTSTANDING_COMMANDS);
  }

  /**
   * The order for a message by a unary call: the order of the session's open stream; a new order if
   * there is no open stream.
   */
  SendOrder orderOfUnaryCall(Session session) {
    return session.stream() instanceof CoreStream open ? open.order() : newOrder();
  }

  @Override
  public Outcome<Session> begin(SessionStream stream, Caller caller) {
    if (draining) {
      return Outcome.refused(Refusal.serverDraining());
    }
    if (isBanned(caller)) { // The transport has checked this before, but the ban may be new.
      return Outcome.refused(Refusal.addressBanned());
    }
    Outcome<Session> outcome = authentication.authenticateAndCount(caller);
    if (outcome instanceof Outcome.Done<Session> done) {
      unopened.put(stream, done.value());
      figures.countStream();
    }
    return outcome;
  }

  @Override
  public void opening(SessionStream stream, Session session) {
    unopened.remove(stream);
    leases.renew(session);
  }

  /** The most cursors that any identity may send in an {@code Open}. Any thread may call this. */
  int maxCursors() {
    return resumePoints.maxCursors();
  }

  @Override
  public int maxCursors(Identity identity) {
    return resumePoints.maxCursors(identity);
  }

  @Override
  public void opened(Session session, Caller caller) {
    Indivisible.change(() -> presence.online(session, caller.address()));
    SessionStream stream = session.stream();
    if (stream != null) {
      authentication
          .validFor(session)
          .ifPresent(left -> expiries.put(stream, core.schedule(left, () -> expired(session))));
    }
  }

  private void expired(Session session) {
    end(session, Refusal.accessTokenExpired());
  }

  @Override
  public void awaitRoomChanges(Identity identity, Runnable turn) {
    changes.awaitTurn(identity, turn);
  }

  @Override
  public void endRoomChangeTurn(Identity identity, Runnable turn) {
    changes.endTurn(identity, turn);
  }

  @Override
  public ResumePoints.Start resume(Identity identity, OpenCommand open) {
    return resumePoints.start(identity, open);
  }

  @Override
  public ResumePoints.Entry entry(Identity identity, String room) {
    return resumePoints.entry(identity, room);
  }

  @Override
  public void carryOut(
      Session session,
      CommandCall stream,
      ConverseRequest request,
      @Nullable Refusal refusal,
      Consumer<Outcome<CommandResult>> reply) {
    dispatch.carryOut(session, stream, request, refusal, reply);
  }

  @Override
  public void ended(SessionStream stream, @Nullable Session session) {
    unopened.remove(stream);
    Cancellable expiry = expiries.remove(stream);
    if (expiry != null) {
      expiry.cancel();
    }
    if (session != null) {
      figures.uncountStream();
    }
    // Another stream may have replaced this stream.
    if (session != null && session.stream() == stream) {
      Indivisible.change(() -> lost(session));
    }
  }

  private void lost(Session session) {
    session.stream(null);
    if (session.identity().hasStream()) {
      leases.streamClosed(session);
    } else {
      presence.lost(session.identity(), !draining);
      leases.streamLost(session);
    }
  }

  /** Ends the streams of an ending session. */
  void end(Session session, Refusal refusal) {
    Action action = ConverseStream.actionAfter(refusal);
    SessionStream open = session.stream();
    if (open != null) {
      open.end(refusal, action);
    }
    for (Map.Entry<SessionStream, Session> each : List.copyOf(unopened.entrySet())) {
      if (each.getValue() == session) {
        each.getKey().end(refusal, action);
      }
    }
  }

  /** Ends all streams of an ending identity. */
  void end(Identity identity, Refusal refusal) {
    Action action = ConverseStream.actionAfter(refusal);
    List<SessionStream> open = identity.streams();
    identity.sessions().forEach(session -> session.stream(null));
    open.forEach(stream -> stream.end(refusal, action));
    for (Map.Entry<SessionStream, Session> each : List.copyOf(unopened.entrySet())) {
      if (each.getValue().identity() == identity) {
        each.getKey().end(refusal, action);
      }
    }
  }

  /** Ends all streams, and refuses new ones. */
  void drain() {
    draining = true;
    allStreams().forEach(stream -> stream.end(Refusal.serverDraining(), Action.ACTION_RESUME));
  }

  /** Ends the streams of clients whose address is banned now, and returns their number. */
  int endBanned() {
    List<SessionStream> banned =
        allStreams().stream()
            .filter(stream -> stream instanceof CoreStream core && isBanned(core.caller()))
            .toList();
    banned.forEach(stream -> stream.end(Refusal.addressBanned(), Action.ACTION_STOP));
    return banned.size();
  }

  private boolean isBanned(Caller caller) {
    InetAddress address = caller.limitedAddress();
    return address != null && bans.isBanned(address);
  }

  private List<SessionStream> allStreams() {
    List<SessionStream> allStreams = new ArrayList<>(unopened.keySet());
    // An identity with an open stream is present.
    presence.present().values().forEach(identity -> allStreams.addAll(identity.streams()));
    return allStreams;
  }

  boolean isDraining() {
    return draining;
  }
}
