package chat.charla.kit;

import java.time.Duration;

/**
 * How a play ended.
 *
 * @param end what it was
 * @param why empty if the client has passed
 * @param details what helps to understand a failure
 */
record Outcome(End end, String why, Duration time, String details) {
  enum End {
    /** The client does what the scenario expects. */
    PASSED,
    /** It does not. */
    FAILED,
    /** The kit itself, or the server, does not work: that says nothing about the client. */
    BROKEN
  }

  boolean passed() {
    return end == End.PASSED;
  }
}
