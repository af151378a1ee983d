package chat.charla.server;

import chat.charla.server.options.BadOptionException;
import chat.charla.server.room.RetentionAges;
import java.time.Duration;

/**
 * Which posted messages the server keeps, for how long it recognises repetitions, and for how long
 * it keeps what operators have done.
 *
 * @param messages the number of events that the server keeps of each room; 0 for all
 * @param rooms how long the server keeps messages of rooms: 1 hour to 36,500 days, or 0 to keep
 *     them regardless of their age
 * @param inboxes how long the server keeps private messages: 1 hour to 36,500 days, or 0 to keep
 *     them as long as the identity exists
 * @param audit how long the server keeps what operators have done: 1 hour to 36,500 days, or 0 to
 *     keep it regardless of its age
 * @param repetitionWindow for how long the server recognises a repeated send: 1 day to 36,500 days,
 *     or 0 for as long as the identity exists
 */
public record Retention(
    long messages, Duration rooms, Duration inboxes, Duration audit, Duration repetitionWindow) {
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Duration SHORTEST_AGE = Duration.ofHours(1);
  private static final Duration SHORTEST_WINDOW = Duration.ofDays(1);

  /**
   * Checks the ranges.
   *
   * @throws BadOptionException if a value is out of range
   */
  public Retention {
    BadOptionException.checkAtLeast(messages, 0, "--retain-messages");
    check(rooms, SHORTEST_AGE, "--retain-for", "1h");
    check(inboxes, SHORTEST_AGE, "--retain-private-messages-for", "1h");
    check(audit, SHORTEST_AGE, "--retain-audit", "1h");
    check(repetitionWindow, SHORTEST_WINDOW, "--repetition-window", "1d");
  }

  RetentionAges ages() {
    return new RetentionAges(rooms, inboxes, audit);
  }

  private static void check(Duration age, Duration shortest, String option, String shortestText) {
    boolean valid = age.isZero() || (age.compareTo(shortest) >= 0 && age.compareTo(LONGEST) <= 0);
    BadOptionException.check(valid, "option.age", option, shortestText, "36500d");
  }
}
