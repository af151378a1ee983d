package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerProgressTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long TIMEOUT = 10 * SECOND;
  private static final int MIB = 1024 * 1024;

  /** Times may be negative. */
  private long now = -5 * SECOND;

  private final AnswerProgress answer = new AnswerProgress();

  @Test
  void whoIsNotToldItsLastYetMayTakeAsLongAsItLikes() {
    pass(1_000, 0, false);
    assertFalse(answer.isTooSlow(now, TIMEOUT, MIB));
  }

  @Test
  void nothingIsTakenForSoLong() {
    answer.end(now);
    pass(9, 0, true); // others take something
    assertFalse(answer.isTooSlow(now, TIMEOUT, MIB));
    pass(1, 0, true);
    assertTrue(answer.hasStopped(now, TIMEOUT));
    assertTrue(answer.isTooSlow(now, TIMEOUT, MIB));
  }

  @Test
  void aWindowThatChangesIsProgress() {
    answer.end(now);
    for (int i = 1; i < 20; i++) {
      pass(9, i, false);
      assertFalse(answer.hasStopped(now, TIMEOUT));
    }
    pass(10, 19, false);
    assertTrue(answer.hasStopped(now, TIMEOUT));
  }

  /** A slow connection on which several answers take turns. */
  @Test
  void anOpenWindowWaitsForTheConnection() {
    answer.look(now, 5_000, false);
    answer.end(now);
    for (int i = 1; i < 20; i++) {
      pass(9, 5_000, true);
      assertFalse(answer.hasStopped(now, TIMEOUT));
    }
    pass(10, 5_000, false);
    assertTrue(answer.hasStopped(now, TIMEOUT));
  }

  @Test
  void aByteNowAndThenIsTooLittle() {
    answer.end(now);
    int window = 0;
    for (int waited = 0; waited < 10 + 256; waited++) {
      assertFalse(answer.isTooSlow(now, TIMEOUT, MIB), () -> "at " + now);
      pass(1, ++window, true);
    }
    assertTrue(answer.isTooSlow(now, TIMEOUT, MIB));
    assertFalse(answer.hasStopped(now, TIMEOUT));
  }

  private void pass(int seconds, int window, boolean moves) {
    now += seconds * SECOND;
    answer.look(now, window, moves);
  }
}
