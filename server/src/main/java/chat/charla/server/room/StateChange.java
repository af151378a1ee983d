package chat.charla.server.room;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Event;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A requested change of a room's settings, or of the role or the restrictions of a user, on its way
 * to the log, and the callback for its outcome. Owned by the core.
 */
public final class StateChange {
  private final Decision decision;
  private final LongFunction<Optional<Refusal>> limit;
  private final Consumer<Outcome<Optional<Event>>> reply;
  private boolean answered;

  /** Decides a change when its turn has come, by the state of the room at that time. */
  @FunctionalInterface
  public interface Decision {
    /**
     * Returns the event of the change, without a room, a time and a sequence; empty if the state is
     * as requested already. Changes nothing.
     *
     * @param nowMillis the time of the event, in milliseconds since 1970
     */
    Outcome<Optional<Event.Builder>> decide(long nowMillis);
  }

  /**
   * Creates a change that has not been decided.
   *
   * @param limit called with the number of bytes that the change adds to the disk: counts them for
   *     the limits of the user who asks for the change, or returns the reason to refuse it
   * @param reply called once on the core: with the durable event; or with empty if nothing has
   *     changed
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
