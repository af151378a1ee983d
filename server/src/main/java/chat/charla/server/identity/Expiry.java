package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Deletes identities that have been silent for longer than the lifetime, and identities that left
 * more than {@link #ENDED_RETENTION} ago. Owned by the core.
 */
public final class Expiry {
  private static final Duration MAX_INTERVAL = Duration.ofHours(1);

  /** How long the server remembers the token of an identity that has left. */
  private static final Duration ENDED_RETENTION = Duration.ofHours(1);

  private final Duration lifetime;
  private final Scheduler core;
  private final InstantSource clock;
  private final ObservedTime observed;
  private final Identities identities;
  private final Leases leases;
  private final Consumer<Identity> forget;

  /**
   * Creates an object that deletes nothing until {@link #schedule} is called.
   *
   * @param lifetime how long an identity may be silent before it expires
   * @param forget deletes an identity
   */
  public Expiry(
      Duration lifetime,
      Scheduler core,
      InstantSource clock,
      ObservedTime observed,
      Identities identities,
      Leases leases,
      Consumer<Identity> forget) {
    this.lifetime = lifetime;
    this.core = core;
    this.clock = clock;
    this.observed = observed;
    this.identities = identities;
    this.leases = leases;
    this.forget = forget;
  }

  /** Starts to check periodically which identities have expired. */
  public void schedule() {
    Duration quarter = lifetime.dividedBy(4);
    Duration interval = quarter.compareTo(MAX_INTERVAL) < 0 ? quarter : MAX_INTERVAL;
    core.schedule(
        interval,
        () -> {
          expire();
          schedule();
        });
  }

  /** When the identity expires if it stays silent, in seconds on the wall clock. */
  public long expirySeconds(Identity identity) {
    return clock.instant().minus(leases.silence(identity)).plus(lifetime).getEpochSecond();
  }

  private void expire() {
    long oldestEnd = observed.millis() - ENDED_RETENTION.toMillis();
    for (Identity identity : identities.all()) {
      boolean silent =
          identity.stream() == null && leases.silence(identity).compareTo(lifetime) > 0;
      boolean longEnded =
          identity.ended() && identity.record().value().getEndedMillis() < oldestEnd;
      if (silent || longEnded) {
        forget.accept(identity);
      }
    }
  }
}
