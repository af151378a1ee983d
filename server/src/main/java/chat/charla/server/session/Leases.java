package chat.charla.server.session;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Presence;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Names are leased: this renews leases, ends them, and takes lapsed names back. Owned by the core.
 *
 * <p>Leases run on the monotonic clock and only while the server runs. While an identity has a
 * stream its lease does not run. So does the silence after which an identity expires, but for what
 * of it was before this process: that is told by the wall clock, which somebody may have set.
 */
final class Leases {
  private static final long SEEN_GRAIN_MILLIS = Duration.ofHours(1).toMillis();

  private final Duration lease;
  private final Identities identities;
  private final Rooms rooms;
  private final Scheduler core;
  private final InstantSource clock;
  private final Activity activity;

  Leases(
      Duration lease,
      Identities identities,
      Rooms rooms,
      Scheduler core,
      InstantSource clock,
      Activity activity) {
    this.lease = lease;
    this.identities = identities;
    this.rooms = rooms;
    this.core = core;
    this.clock = clock;
    this.activity = activity;
  }

  /**
   * The identity has been heard of: its lease starts anew, and a name that it has lost is taken
   * back if it is still free.
   */
  void renew(Identity identity) {
    Indivisible.change(() -> renewed(identity));
  }

  private void renewed(Identity identity) {
    noteSeen(identity);
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

  /** Starts the lease of an identity that holds a name. */
  void start(Identity identity) {
    identity.leaseEnd(core.nanoTime() + lease.toNanos());
    if (identity.hasName() && identity.leaseTimer() == null) {
      identity.leaseTimer(core.schedule(lease, () -> due(identity)));
    }
  }

  /** The identity had a stream when the server stopped: it was there until then. */
  void resume(Identity identity) {
    identity.seen(core.nanoTime());
    start(identity);
  }

  /** How long the lease of an identity without a stream still runs. */
  Duration remaining(Identity identity) {
    return Duration.ofNanos(Math.max(0, identity.leaseEnd() - core.nanoTime()));
  }

  /** How long nothing has been heard of the identity. */
  Duration silence(Identity identity) {
    return Duration.ofNanos(core.nanoTime() - identity.lastSeen());
  }

  /** When it was last heard of, on the wall clock as that is now. */
  long lastSeenMillis(Identity identity) {
    return clock.millis() - silence(identity).toMillis();
  }

  /** On the monotonic clock, a time that the wall clock has told; not later than now. */
  long nanoTime(long wallClockMillis) {
    long ago = Math.max(0, clock.millis() - wallClockMillis);
    return core.nanoTime() - Duration.ofMillis(ago).toNanos();
  }

  private void noteSeen(Identity identity) {
    long now = clock.millis();
    identity.seen(core.nanoTime());
    identities.heard(identity);
    // The one on record may also be from when the clock was ahead.
    long since = Math.abs(now - identity.record().value().getLastSeenMillis());
    if (since >= SEEN_GRAIN_MILLIS && !identity.storesLastSeen()) {
      identity.storesLastSeen(true);
      identity
          .record()
          .change(
              record -> record.toBuilder().setLastSeenMillis(now).build(),
              durable -> identity.storesLastSeen(false));
    }
  }

  /** The timer is not moved at every call, so it may come early. */
  private void due(Identity identity) {
    identity.leaseTimer(null);
    if (!identity.hasName() || identity.conversation() != null || identity.ended()) {
      return;
    }
    Duration remaining = remaining(identity);
    if (!remaining.isZero()) {
      identity.leaseTimer(core.schedule(remaining, () -> due(identity)));
      return;
    }
    lapse(identity);
  }

  private void lapse(Identity identity) {
    boolean wasPresent = identity.present();
    for (String room : identity.rooms()) {
      rooms.get(room).disappeared(identity, UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED);
    }
    identity.presence(Presence.PRESENCE_UNSPECIFIED);
    identity.lossTimer(null);
    identities.present().remove(identity.id());
    identity.loseName();
    // Free at once, whatever the disk still has: at a restart the later owner of a name has it.
    identities.names().release(identity.user().getName(), identity);
    identity
        .record()
        .change(
            record ->
                record.toBuilder()
                    // A Join that was being stored meanwhile may have given it a name again.
                    .setHoldsName(identity.hasName())
                    .setPresent(false)
                    // Storing that it is used may have failed.
                    .setUnused(identities.isUnused(identity))
                    .setLastSeenMillis(lastSeenMillis(identity))
                    .build());
    if (wasPresent) {
      activity.left(identity.user());
    }
  }
}
