package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.scheduling.Scheduler;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The services that the classes of this package share.
 *
 * @param clock the wall clock
 * @param observed the time by which identities age
 * @param random a cryptographically secure source, because tokens are derived from its numbers
 */
public record IdentityServices(
    Scheduler core,
    InstantSource clock,
    ObservedTime observed,
    RandomGenerator random,
    IdentityStore store) {}
