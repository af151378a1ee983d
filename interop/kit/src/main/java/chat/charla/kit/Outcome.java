package chat.charla.kit;

import java.time.Duration;

/**
 * How one run of a scenario with one client ended.
 *
 * @param end whether the client passed
 * @param why the reason of a failure; empty if the client has passed
 * @param details the last output of the client, if it failed
 */
record Outcome(End end, String why, Duration time, String details) {
  enum End {
    /** The client does what the scenario expects. */
    PASSED,
    /** The client does not do what the scenario expects. */
    FAILED,
    /** The kit or the server failed. So it is unknown whether the client passes. */
    BROKEN
  }

  boolean passed() {
    return end == End.PASSED;
  }
}
