package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.scheduling.PacedWork;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Renews and ends the leases of names. Gives an identity that has lost its name the name back if it
 * is free. Owned by the core.
 *
 * <p>Leases use the monotonic clock and run only while the server runs. While an identity has a
 * stream, its lease does not run. The silence after which an identity expires is measured in {@link
 * ObservedTime}.
 *
 * <p>Many leases can end at once: after a restart, all names that were held have a full lease
 * again. At most {@link #LAPSES_AT_ONCE} ends of leases are being stored at once. The other leases
 * wait, and their identities keep their names meanwhile.
 */
public final class Leases {
  private static final long LAST_SEEN_RESOLUTION_MILLIS = Duration.ofHours(1).toMillis();

  /**
   * How many records may be changed at once because their leases have ended. Messages share
   * transactions with these changes, so a larger number would delay messages. A smaller number
   * would need more transactions, each with a sync.
   */
  private static final int LAPSES_AT_ONCE = 64;

  private final Duration lease;
  private final Identities identities;
  private final UnusedIdentities unused;
  private final IdentityListener listener;
  private final Scheduler core;
  private final InstantSource clock;
  private final ObservedTime observed;
  private final PacedWork<Identity> lapses = new PacedWork<>(LAPSES_AT_ONCE, this::endIfDue);

  public Leases(
      Duration lease,
      Identities identities,
      UnusedIdentities unused,
      IdentityListener listener,
      Scheduler core,
      InstantSource clock,
      ObservedTime observed) {
    this.lease = lease;
    this.identities = identities;
    this.unused = unused;
    this.listener = listener;
    this.core = core;
    this.clock = clock;
    this.observed = observed;
  }

  /**
   * Restarts the lease of the session's identity after an authenticated call. If the identity has
   * lost its name and the name is still free, gives the name back.
   */
  public void renew(Session session) {
    Indivisible.change(() -> renewNow(session));
  }

  private void renewNow(Session session) {
    recordSeen(session);
    Identity identity = session.identity();
    if (!identity.hasName() && identities.names().claim(identity.user().getName(), identity)) {
      identity.holdName(identity.user().getName());
      long taken = identities.names().timeOfTaking(clock.millis());
      identity
          .record()
          .change(
              record -> record.toBuilder().setHoldsName(true).setNameTakenMillis(taken).build());
    }
    start(identity);
  }

  /** Starts the lease of the identity, if it holds a name. */
  public void start(Identity identity) {
    identity.lease().setEnd(core.nanoTime() + lease.toNanos());
    if (identity.hasName()) {
      scheduleCheck(identity);
    }
  }

  /**
   * Starts the lease of an identity that was present when the server stopped. The sessions that
   * were present then count as seen now.
   */
  public void resume(Identity identity) {
    for (Session session : identity.sessions()) {
      if (session.stored().getPresent()) {
        markSeen(session);
      }
    }
    start(identity);
  }

  /** Called when the identity's last open stream has ended. */
  public void streamLost(Session session) {
    markSeen(session);
    start(session.identity());
  }

  /**
   * Called when a stream of the session has ended, and other sessions of the identity have open
   * streams.
   */
  public void streamClosed(Session session) {
    markSeen(session);
    session.store(
        stored -> stored.setPresent(false).setSeenMillis(lastSeenMillis(session)), durable -> {});
  }

  private void markSeen(Session session) {
    session.lastSeen(core.nanoTime());
  }

  /**
   * The remaining time of the lease of an identity without a stream; zero if the lease has run out.
   */
  Duration remaining(Identity identity) {
    return Duration.ofNanos(Math.max(0, identity.lease().end() - core.nanoTime()));
  }

  /** The time since the guest was last seen. */
  public Duration silence(Identity guest) {
    return sinceSeen(guest.sessions().get(0));
  }

  /** The time since the session was last seen. */
  public Duration sinceSeen(Session session) {
    return Duration.ofNanos(core.nanoTime() - session.lastSeen());
  }

  /** When the session was last seen, in observed time. */
  private long lastSeenMillis(Session session) {
    return observed.millisAt(session.lastSeen());
  }

  private void recordSeen(Session session) {
    long now = observed.millis();
    markSeen(session);
    unused.seen(session.identity());
    long since = now - session.stored().getSeenMillis();
    if (since >= LAST_SEEN_RESOLUTION_MILLIS && !session.storesLastSeen()) {
      session.storesLastSeen(true);
      session.store(stored -> stored.setSeenMillis(now), durable -> session.storesLastSeen(false));
    }
  }

  private void timerFired(Identity identity) {
    identity.lease().setTimer(null);
    if (!hasLease(identity)) {
      return;
    }
    if (isRunning(identity)) {
      scheduleCheck(identity);
    } else {
      lapses.add(identity);
    }
  }

  /**
   * Whether the identity's lease runs or has run out: the identity holds a name and has no stream.
   * An account has a lease only while it is present.
   */
  private static boolean hasLease(Identity identity) {
    return identity.hasName()
        && !identity.hasStream()
        && !identity.ended()
        && (identity.present() || !identity.isAccount());
  }

  /**
   * Whether the lease still runs. The timer does not show this, because renewing a lease does not
   * move its timer.
   */
  private boolean isRunning(Identity identity) {
    return !remaining(identity).isZero();
  }

  private void scheduleCheck(Identity identity) {
    if (identity.lease().timer() == null) {
      identity.lease().setTimer(core.schedule(remaining(identity), () -> timerFired(identity)));
    }
  }

  /**
   * Ends the lease. Does nothing if the lease was renewed while this task waited, or if the
   * identity has opened a stream or lost its name meanwhile.
   *
   * @param done called when the end is on disk, or when its outcome is unknown
   */
  private void endIfDue(Identity identity, Runnable done) {
    if (!hasLease(identity)) {
      done.run();
    } else if (isRunning(identity)) {
      scheduleCheck(identity);
      done.run();
    } else {
      lapse(identity, done);
    }
  }

  private void lapse(Identity identity, Runnable done) {
    listener.lapsed(identity);
    if (!identity.isAccount()) {
      identity.loseName();
      // The name is free before the record on disk is changed. If another identity takes the name
      // and the server restarts before that change, the later owner has the name.
      identities.names().release(identity.user().getName(), identity);
    }
    identity
        .record()
        .change(
            record -> {
              StoredIdentity.Builder lapsed =
                  record.toBuilder()
                      // A Join that was stored meanwhile may have given the identity a name again.
                      .setHoldsName(identity.hasName())
                      // An earlier attempt to store the identity as used may have failed.
                      .setUnused(unused.isUnused(identity));
              for (Session session : identity.sessions()) {
                session.change(
                    lapsed,
                    stored -> stored.setPresent(false).setSeenMillis(lastSeenMillis(session)));
              }
              return lapsed.build();
            },
            durable -> done.run());
  }
}
