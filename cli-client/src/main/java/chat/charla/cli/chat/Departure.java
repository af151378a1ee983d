package chat.charla.cli.chat;

import chat.charla.client.Scheduler;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Leaves the chat when the server has sent all missing answers. Owned by the client's scheduler.
 *
 * <p>When the client has left, it reports the state LEFT or STOPPED to its listener. If the server
 * does not answer the leave in time, {@code whenTimedOut} runs.
 */
final class Departure {
  /** How long missing answers may delay a quit. */
  private static final Duration QUIT_LIMIT = Duration.ofSeconds(5);

  /** How long to wait, after the last answer, for the events of the user's own messages. */
  private static final Duration EVENT_LIMIT = Duration.ofSeconds(2);

  /**
   * How long a leave may take: the 10 s that the client gives to pending messages, and 3 s for the
   * {@code Leave} call.
   */
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(13);

  private final Scheduler scheduler;
  private final Runnable leave;
  private final IntSupplier answersMissing;
  private final BooleanSupplier allEventsReceived;
  private final Runnable whenTimedOut;

  private boolean requested;
  private boolean waitsForEvents;
  private boolean underWay;

  /**
   * Creates a departure that has not begun.
   *
   * @param leave starts leaving or closing the client
   * @param answersMissing returns the number of missing answers
   * @param allEventsReceived returns whether the events of all the user's own messages have come
   * @param whenTimedOut run when the server has not answered the leave in time
   */
  Departure(
      Scheduler scheduler,
      Runnable leave,
      IntSupplier answersMissing,
      BooleanSupplier allEventsReceived,
      Runnable whenTimedOut) {
    this.scheduler = scheduler;
    this.leave = leave;
    this.answersMissing = answersMissing;
    this.allEventsReceived = allEventsReceived;
    this.whenTimedOut = whenTimedOut;
  }

  /** Leaves when no answer is missing. There is no time limit. */
  void whenAnswered() {
    requested = true;
    proceed();
  }

  /** Leaves when no answer is missing, and after {@link #QUIT_LIMIT} at the latest. */
  void soon() {
    scheduler.schedule(QUIT_LIMIT, this::now);
    whenAnswered();
  }

  /** Leaves now. */
  void now() {
    if (!underWay) {
      requested = true;
      underWay = true;
      scheduler.schedule(LEAVE_LIMIT, whenTimedOut);
      leave.run();
    }
  }

  /** Whether leaving has begun. */
  boolean isUnderWay() {
    return underWay;
  }

  /** Leaves if leaving was requested and no answer is missing. */
  void proceed() {
    if (!requested || underWay) {
      return;
    }
    if (answersMissing.getAsInt() > 0) {
      return;
    }
    if (allEventsReceived.getAsBoolean()) {
      now();
    } else if (!waitsForEvents) {
      waitsForEvents = true;
      scheduler.schedule(EVENT_LIMIT, this::now);
    }
  }
}
