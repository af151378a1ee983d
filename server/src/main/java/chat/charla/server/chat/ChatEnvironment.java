package chat.charla.server.chat;

import chat.charla.server.disk.DiskLevel;
import chat.charla.server.health.Health;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.password.Hasher;
import chat.charla.server.room.Activity;
import chat.charla.server.scheduling.Scheduler;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The services that a chat uses.
 *
 * @param core the serial executor that makes all decisions
 * @param health watches whether the chat's work makes progress
 * @param disk returns how much space the disk has; called on the core
 * @param clock the wall clock, for timestamps
 * @param random a cryptographically secure source, because tokens are derived from its numbers
 * @param hasher hashes passwords
 * @param idTokens checks id tokens
 * @param activity receives what the operator sees on the console
 * @param adminActions receives the actions of operators
 */
public record ChatEnvironment(
    Scheduler core,
    Health health,
    Supplier<DiskLevel> disk,
    InstantSource clock,
    RandomGenerator random,
    Hasher hasher,
    IdTokens idTokens,
    Activity activity,
    AdminActions adminActions) {}
