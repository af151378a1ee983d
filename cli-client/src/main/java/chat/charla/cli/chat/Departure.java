package chat.charla.cli.chat;

import chat.charla.client.Scheduler;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Leaves the chat, once what was asked for has been answered. Owned by the client's scheduler.
 *
 * <p>Whether the leave succeeded is told by the client's state; what comes too late, by the {@code
 * unheard} task.
 */
final class Departure {
  /** How long what was said last may hold up a {@code :q}. */
  private static final Duration QUIT_PATIENCE = Duration.ofSeconds(5);

  /** How long to wait for one's own words to come back, once they are known to be safe. */
  private static final Duration ECHO_PATIENCE = Duration.ofSeconds(2);

  /**
   * How long the server may take to hear of a leave: the 10 s that the client gives to pending
   * messages, and some for the leave itself.
   */
  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(13);

  private final Scheduler scheduler;
  private final Runnable leave;
  private final IntSupplier answersMissing;
  private final BooleanSupplier allSeen;
  private final Runnable unheard;

  private boolean wanted;
  private boolean waitsForEcho;
  private boolean underWay;

  /**
   * Nobody leaves yet.
   *
   * @param leave tells the server, or at least the client
   * @param answersMissing how many answers there are to wait for
   * @param allSeen whether everything that was said has come back
   * @param unheard told when the server does not answer to the leave
   */
  Departure(
      Scheduler scheduler,
      Runnable leave,
      IntSupplier answersMissing,
      BooleanSupplier allSeen,
      Runnable unheard) {
    this.scheduler = scheduler;
    this.leave = leave;
    this.answersMissing = answersMissing;
    this.allSeen = allSeen;
    this.unheard = unheard;
  }

  /** Leaves when nothing is missing any more, however long it takes. */
  void whenAnswered() {
    wanted = true;
    proceed();
  }

  /** Leaves soon. */
  void soon() {
    scheduler.schedule(QUIT_PATIENCE, this::now);
    whenAnswered();
  }

  /** Leaves. */
  void now() {
    if (!underWay) {
      wanted = true;
      underWay = true;
      scheduler.schedule(LEAVE_PATIENCE, unheard);
      leave.run();
    }
  }

  /** Whether the server has been told, or is being told. */
  boolean isUnderWay() {
    return underWay;
  }

  /** Goes on, because something may have been answered. */
  void proceed() {
    if (!wanted || underWay) {
      return;
    }
    if (answersMissing.getAsInt() > 0) {
      return;
    }
    if (allSeen.getAsBoolean()) {
      now();
    } else if (!waitsForEcho) {
      waitsForEcho = true;
      scheduler.schedule(ECHO_PATIENCE, this::now);
    }
  }
}
