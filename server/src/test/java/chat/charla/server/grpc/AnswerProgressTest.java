package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerProgressTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long TIMEOUT = 10 * SECOND;
  private static final int MIB = 1024 * 1024;

  /** Negative, as {@link System#nanoTime} may be. */
  private long now = -5 * SECOND;

  private final AnswerProgress answer = new AnswerProgress();

  @Test
  void anAnswerThatIsNotCompleteHasNoTimeLimit() {
    pass(1_000, 0, false, false);
    assertFalse(answer.isTooSlow(now, TIMEOUT, MIB));
  }

  @Test
  void anAnswerWithoutProgressForTheTimeoutHasStopped() {
    answer.end(now);
    pass(9, 0, false, true); // the peer reads other answers on the connection
    assertFalse(answer.isTooSlow(now, TIMEOUT, MIB));
    pass(1, 0, false, true);
    assertTrue(answer.hasStopped(now, TIMEOUT));
    assertTrue(answer.isTooSlow(now, TIMEOUT, MIB));
  }

  /**
   * No check ever sees the window open, because the server sends more as soon as the peer reads.
   */
  @Test
  void sentBytesAreProgress() {
    answer.end(now);
    for (int i = 1; i < 20; i++) {
      pass(9, i, false, true);
      assertFalse(answer.hasStopped(now, TIMEOUT));
    }
    pass(10, 19, false, true);
    assertTrue(answer.hasStopped(now, TIMEOUT));
  }

  /** The connection is slow, and the server sends several answers on it in turn. */
  @Test
  void anAnswerWithAnOpenWindowMayWaitForTheConnection() {
    answer.update(now, 5_000, true, false);
    answer.end(now);
    for (int i = 1; i < 20; i++) {
      pass(9, 5_000, true, true);
      assertFalse(answer.hasStopped(now, TIMEOUT));
    }
    pass(10, 5_000, true, false);
    assertTrue(answer.hasStopped(now, TIMEOUT));
  }

  @Test
  void anAnswerReadAtOneByteASecondIsTooSlow() {
    answer.end(now);
    int left = 0;
    for (int waited = 0; waited < 10 + 256; waited++) {
      assertFalse(answer.isTooSlow(now, TIMEOUT, MIB), () -> "at " + now);
      pass(1, ++left, false, true);
    }
    assertTrue(answer.isTooSlow(now, TIMEOUT, MIB));
    assertFalse(answer.hasStopped(now, TIMEOUT));
  }

  /**
   * Lets time pass, and then checks the answer.
   *
   * @param sent the bytes of the answer that have been sent in all
   * @param open whether the window of the call is open
   * @param moves whether anything was sent on the connection since the last check
   */
  private void pass(int seconds, long sent, boolean open, boolean moves) {
    now += seconds * SECOND;
    answer.update(now, sent, open, moves);
  }
}
