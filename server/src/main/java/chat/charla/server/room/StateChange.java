package chat.charla.server.room;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Event;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A request to change a room's settings, or the role or the restrictions of a user, and the
 * callback for the outcome. Owned by the core.
 */
public final class StateChange {
  private final Decision decision;
  private final LongFunction<Optional<Refusal>> limit;
  private final Consumer<Outcome<Optional<Event>>> reply;
  private boolean answered;

  /** Decides a change when its turn comes, by the state that the room has then. */
  @FunctionalInterface
  public interface Decision {
    /**
     * Returns the event of the change, without a room, a time and a sequence; empty if the state is
     * already as requested. Changes nothing.
     *
     * @param nowMillis the time of the event, in milliseconds since 1970
     */
    Outcome<Optional<Event.Builder>> decide(long nowMillis);
  }

  /**
   * Creates a change that has not been decided.
   *
   * @param limit called with the number of bytes that the change adds to the disk: counts them for
   *     the limits of the user who requests the change, or returns the reason to refuse it
   * @param reply called once on the core, with a refusal, or with the durable event; empty if the
   *     change has changed nothing
   */
  public StateChange(
      Decision decision,
      LongFunction<Optional<Refusal>> limit,
      Consumer<Outcome<Optional<Event>>> reply) {
    this.decision = decision;
    this.limit = limit;
    this.reply = reply;
  }

  Outcome<Optional<Event.Builder>> decide(long nowMillis) {
    return decision.decide(nowMillis);
  }

  Optional<Refusal> limit(long bytes) {
    return limit.apply(bytes);
  }

  /** Answers the change; only the first call has an effect. */
  void answer(Outcome<Optional<Event>> outcome) {
    if (!answered) {
      answered = true;
      reply.accept(outcome);
    }
  }
}
