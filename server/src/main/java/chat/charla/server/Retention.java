package chat.charla.server;

import chat.charla.server.options.BadOptionException;
import chat.charla.server.room.RetentionAges;
import java.time.Duration;

/**
 * How many messages the server keeps and how long, how long it recognises repetitions, and how long
 * it keeps the records of the audit timeline.
 *
 * @param messages how many events of each room the server keeps; 0 for all
 * @param rooms how long the server keeps messages of rooms: 1 hour to 36,500 days, or 0 to keep
 *     them regardless of their age
 * @param inboxes how long the server keeps private messages: 1 hour to 36,500 days, or 0 to keep
 *     them as long as the identity exists
 * @param audit how long the server keeps the records of the audit timeline: 1 hour to 36,500 days,
 *     or 0 to keep them regardless of their age
 * @param repetitionWindow how long the server recognises a repeated send: 1 day to 36,500 days, or
 *     0 for as long as the identity exists
 */
public record Retention(
    long messages, Duration rooms, Duration inboxes, Duration audit, Duration repetitionWindow) {
  private static final Duration MAX = Duration.ofDays(36_500);
  private static final Duration MIN_AGE = Duration.ofHours(1);
  private static final Duration MIN_WINDOW = Duration.ofDays(1);

  /**
   * Checks the ranges.
   *
   * @throws BadOptionException if a value is out of range
   */
  public Retention {
    BadOptionException.checkAtLeast(messages, 0, "--retain-messages");
    check(rooms, MIN_AGE, "--retain-for", "1h");
    check(inboxes, MIN_AGE, "--retain-private-messages-for", "1h");
    check(audit, MIN_AGE, "--retain-audit", "1h");
    check(repetitionWindow, MIN_WINDOW, "--repetition-window", "1d");
  }

  RetentionAges ages() {
    return new RetentionAges(rooms, inboxes, audit);
  }

  private static void check(Duration age, Duration min, String option, String minText) {
    boolean valid = age.isZero() || (age.compareTo(min) >= 0 && age.compareTo(MAX) <= 0);
    BadOptionException.check(valid, "option.age", option, minText, "36500d");
  }
}
