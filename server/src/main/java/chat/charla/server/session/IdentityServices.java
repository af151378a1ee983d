package chat.charla.server.session;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.scheduling.Scheduler;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The services that the classes of identities share.
 *
 * @param clock the wall clock
 * @param random a secure source, because tokens are derived from it
 */
record IdentityServices(
    Scheduler core, InstantSource clock, RandomGenerator random, IdentityStore store) {}
