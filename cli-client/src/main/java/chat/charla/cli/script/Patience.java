package chat.charla.cli.script;

import java.time.Duration;

/**
 * How long a script waits for one thing to be done.
 *
 * @param limit more than zero; repetitions and the waits between them included
 * @param toConnect whether to keep trying if the server has never answered. If false, that failure
 *     is reported at once
 */
public record Patience(Duration limit, boolean toConnect) {
  /** What scripts get that have not said anything about it. */
  public static final Patience STANDARD = new Patience(Duration.ofSeconds(15), false);

  public Patience {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("no patience: " + limit);
    }
  }
}
