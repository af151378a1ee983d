package chat.charla.kit;

import java.time.Duration;

/**
 * How a play ended.
 *
 * @param why empty if the client has passed
 * @param details what helps to understand a failure
 */
record Outcome(String why, Duration time, String details) {
  boolean passed() {
    return why.isEmpty();
  }
}
