package chat.charla.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Only a post that is appended uses up bytes of its author; a repetition of it does not. */
class PostedBytesTest extends PostingQueueFixture {
  @Test
  void aPostTakesItsBytesOnlyOnce() {
    post(ana, "hello");
    time.runUntilIdle();
    post(ana, "hello");
    time.runUntilIdle();

    assertEquals(1, taken.posts);
  }

  @Test
  void aPostThatIsRefusedBecauseALookupFailsTakesNoBytes() {
    defectOfTheLookup = true;

    post(berta, KEEPS_LOG_BUSY);
    post(ana, "hello");
    post(berta, "refused");
    time.runUntilIdle();

    assertEquals(
        List.of(
            KEEPS_LOG_BUSY + " done",
            "hello ERROR_REASON_STORAGE_UNAVAILABLE",
            "refused ERROR_REASON_STORAGE_UNAVAILABLE"),
        answers);
    assertEquals(1, taken.posts);
  }

  @Test
  void aPostThatTheSecondDecisionRefusesTakesNoBytes() {
    atRefusal = () -> isRemoved = true;

    post(berta, KEEPS_LOG_BUSY);
    post(ana, "until removed");
    post(berta, "refused");
    time.runUntilIdle();

    assertEquals(
        List.of(
            KEEPS_LOG_BUSY + " done",
            "refused ERROR_REASON_NOT_A_MEMBER",
            "until removed ERROR_REASON_NOT_A_MEMBER"),
        answers);
    assertEquals(1, taken.posts);
  }

  @Test
  void aPostThatTheSecondDecisionRefusesTakesNoBytesEvenIfItsLookupFails() {
    atRefusal = () -> isRemoved = true;
    atRemoval = () -> defectOfTheLookup = true;

    post(berta, KEEPS_LOG_BUSY);
    post(ana, "until removed");
    post(berta, "refused");
    time.runUntilIdle();

    assertEquals("until removed ERROR_REASON_STORAGE_UNAVAILABLE", answers.get(2));
    assertEquals(1, taken.posts);
  }

  @Test
  void aPostThatIsRefusedBecauseItsAuthorHasLeftTakesNoBytes() {
    atRefusal = this::endAna;

    post(berta, KEEPS_LOG_BUSY);
    post(ana, "hello");
    post(berta, "refused");
    time.runUntilIdle();

    assertEquals(
        List.of(
            KEEPS_LOG_BUSY + " done",
            "refused ERROR_REASON_NOT_A_MEMBER",
            "hello ERROR_REASON_SESSION_ENDED"),
        answers);
    assertEquals(1, taken.posts);
  }
}
