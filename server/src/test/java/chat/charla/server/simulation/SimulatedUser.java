package chat.charla.server.simulation;

import chat.charla.client.CallFailure;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.Scheduler;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;

/**
 * A user with a client of the library. What must never happen to the client breaks the {@link
 * Truth}.
 */
abstract class SimulatedUser implements ChatListener {
  private final Truth truth;

  SimulatedUser(Truth truth) {
    this.truth = truth;
  }

  /** The user's name, for explanations. */
  abstract String name();

  /** The options of the client: its ids and its delays are random, its time is virtual. */
  static ClientOptions options(String name, Random random, Scheduler scheduler) {
    return ClientOptions.builder()
        .name(name)
        .backoff(Duration.ofMillis(100), Duration.ofSeconds(5))
        .connectTimeout(Duration.ofSeconds(5))
        .random(random::nextDouble)
        .ids(() -> newId(random))
        .wallClock(() -> scheduler.nanoTime() / 1_000_000)
        .build();
  }

  static String newId(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  @Override
  public final void onIdentityLost(CallFailure cause) {
    truth.broken(new AssertionError(name() + " lost its identity: " + cause));
  }

  @Override
  public final void onProtocolViolation(String description) {
    truth.broken(new AssertionError(name() + ": " + description));
  }

  @Override
  public final void onListenerFailure(Throwable failure) {
    truth.broken(failure);
  }
}
