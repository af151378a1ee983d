package chat.charla.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.server.fatal.BrokenStateError;
import chat.charla.server.log.Append;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.Tail;
import chat.charla.testkit.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A defect in one post must not stop the room. If the log deletes a receipt while a batch is being
 * decided, the retry of its message must not be posted.
 */
class PostingQueueTest extends PostingQueueFixture {
  private int refusals;

  @Test
  void aDefectInOnePostRefusesItAndLaterPostsAreCarriedOut() {
    post(ana, "before", answer -> answers.add("before " + answer));
    post(ana, "undecidable", answer -> answers.add("undecidable " + answer));
    post(ana, "after", answer -> answers.add("after " + answer));

    time.runUntilIdle();

    assertEquals(
        List.of("before done", "undecidable ERROR_REASON_INTERNAL", "after done"), answers);
  }

  @Test
  void aReplyThatThrowsStopsNeitherOtherPostsNorTheQueue() {
    post(
        ana,
        "first",
        answer -> {
          throw new IllegalStateException("the call is closed");
        });
    post(ana, "second", answer -> answers.add("second " + answer));
    time.runUntilIdle();
    post(ana, "third", answer -> answers.add("third " + answer));
    time.runUntilIdle();

    assertEquals(List.of("second done", "third done"), answers);
    assertEquals(3, timeline.tail().head());
  }

  @Test
  void aRetryIsNotPostedAgainIfItsAuthorLeavesWhileTheBatchIsDecided() {
    post(ana, "hello");
    time.runUntilIdle();
    atRefusal = this::endAna;

    post(berta, KEEPS_LOG_BUSY);
    post(ana, "hello");
    post(berta, "refused");
    post(berta, "good evening");
    time.runUntilIdle();

    assertEquals(
        List.of(
            "hello done",
            KEEPS_LOG_BUSY + " done",
            "refused ERROR_REASON_NOT_A_MEMBER",
            "hello ERROR_REASON_SESSION_ENDED",
            "good evening done"),
        answers);
    assertEquals(3, timeline.tail().head());
  }

  @Test
  void aRetryGetsSessionEndedIfItsAuthorLeavesWhileItIsRefused() {
    post(ana, "refused later");
    time.runUntilIdle();
    atRefusal = this::endAna;

    post(ana, "refused later");
    time.runUntilIdle();

    assertEquals(
        List.of("refused later done", "refused later ERROR_REASON_SESSION_ENDED"), answers);
  }

  @Test
  void aDamagedReceiptAffectsItsAuthorOnly() {
    byte[] damaged = {(byte) 0xff};
    DedupeKey key = new DedupeKey(ana.id(), LOBBY, "hello");
    log.append(
        new Append(
            List.of(new Append.Part(LOBBY, 0, List.of(new Entry(damaged, key, damaged)), 0)), 0));
    time.runUntilIdle();
    timeline.corrected(new Tail(timeline.tail().epoch(), 1, 1));

    post(ana, "hello");
    post(berta, "good evening");
    time.runUntilIdle();

    assertEquals(List.of("hello ERROR_REASON_INTERNAL", "good evening done"), answers);
  }

  @Test
  void aRemovalWaitsForTheAppendInProgressAndPostsWaitForTheRemoval() {
    for (int i = 0; i < 3; i++) {
      post(ana, "old " + i);
    }
    time.runUntilIdle();
    answers.clear();

    post(ana, "before");
    core.execute(() -> queue.trim(timeline, 3, done -> answers.add("removed " + done)));
    post(berta, "after");
    time.runUntilIdle();

    assertEquals(List.of("before done", "removed DONE", "after done"), answers);
    List<Tail> tails = new ArrayList<>();
    log.open(LOBBY).thenAccept(tails::add);
    time.runUntilIdle();
    assertEquals(new Tail(timeline.tail().epoch(), 3, 5), timeline.tail());
    assertEquals(List.of(timeline.tail()), tails);
  }

  @Test
  void anExceptionOfTheLogIsTreatedAsAFailedCall() {
    defectOfTheLog = true;
    post(ana, "hello");
    time.runUntilIdle();
    defectOfTheLog = false;

    post(ana, "hello again");
    time.runUntilIdle();

    assertEquals(List.of("hello ERROR_REASON_STORAGE_UNAVAILABLE", "hello again done"), answers);
  }

  /**
   * Runs on a stack of 256 KiB, so that fewer posts suffice. Posts without an id are refused at
   * once.
   */
  @Test
  void anyNumberOfWaitingPostsIsRefusedWithoutAStackOverflow() {
    post(ana, KEEPS_LOG_BUSY);
    for (int i = 0; i < 200_000; i++) {
      Post refused = newPost(ana, "refused", "", new Taken(), answer -> refusals++);
      core.execute(() -> queue.submit(refused));
    }

    CompletableFuture<Void> done = new CompletableFuture<>();
    new Thread(
            null,
            () -> {
              try {
                time.runUntilIdle();
                done.complete(null);
              } catch (Throwable failure) {
                done.completeExceptionally(failure);
              }
            },
            "small-stack",
            256 * 1024)
        .start();
    done.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();

    assertEquals(200_000, refusals);
    assertEquals(List.of(KEEPS_LOG_BUSY + " done"), answers);
  }

  /** If the process went on, the queue would stay busy and refuse all posts. */
  @Test
  void aDefectInTheMiddleOfABatchEndsTheProcess() {
    defectBeyondOnePost = true;
    post(ana, "hello");

    assertThrows(BrokenStateError.class, time::runUntilIdle);
  }

  @Test
  void afterAFailedAppendThePostIsRefusedAndTheHeadIsTakenFromTheLog() {
    log.append(
        new Append(List.of(new Append.Part(LOBBY, 0, List.of(Entry.of(new byte[] {1})), 0)), 0));
    time.runUntilIdle();

    post(ana, "hello");
    time.runUntilIdle();
    post(ana, "hello again");
    time.runUntilIdle();

    assertEquals(List.of("hello ERROR_REASON_STORAGE_UNAVAILABLE", "hello again done"), answers);
    assertEquals(2, timeline.tail().head());
  }
}
