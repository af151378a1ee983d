package chat.charla.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.fatal.BrokenStateError;
import chat.charla.server.health.Health;
import chat.charla.server.log.Append;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.ForwardingLog;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.testkit.Patience;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.Event;
import chat.charla.v1.Presence;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.User;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A defect in one post must not stop the room. If the log deletes a receipt while a batch is being
 * decided, the retry of its message must not be posted.
 */
class PostingQueueTest {
  private static final TimelineId LOBBY = TimelineId.room("lobby");

  /** The text of a post that is appended alone, so that the next posts are decided together. */
  private static final String KEEPS_LOG_BUSY = "keeps the log busy";

  private final VirtualTime time = new VirtualTime();
  private final Scheduler core = new SimulatedScheduler(time);
  private final FakeFaults faults = new FakeFaults();
  private final MessageLog log =
      new FakeStorage(new FakeDisk(), new SimulatedScheduler(time), new Random(1), faults)
          .messages();
  private final Health health = new Health(new SimulatedScheduler(time), core);
  private final List<String> answers = new ArrayList<>();
  private final Timeline timeline = lobby();
  private final PostingQueue queue =
      new PostingQueue(
          new FailingDecider(),
          new RoomServices(
              new FailingLog(log),
              core,
              health,
              new LocalDelivery(log, core, new WindowBudget(0)),
              InstantSource.system(),
              () -> 0,
              Activity.NONE));
  private final Author ana = new Author("ana");
  private final Author berta = new Author("berta");
  private Runnable atRefusal = () -> {};
  private Runnable atRemoval = () -> {};
  private final Taken taken = new Taken();
  private int refusals;
  private boolean isRemoved;
  private boolean defectOfTheLog;
  private boolean defectOfTheLookup;
  private boolean defectBeyondOnePost;

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
    atRefusal = this::anaLeaves;

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
    atRefusal = this::anaLeaves;

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
    atRefusal = this::anaLeaves;

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

  /**
   * Ana leaves, and her receipts are deleted before the look-up and the next append, because the
   * disk has no delays.
   */
  private void anaLeaves() {
    faults.maxDelay(Duration.ZERO);
    ana.ended = true;
    log.forget(ana.id());
  }

  private void post(Participant author, String text) {
    post(author, text, answer -> answers.add(text + " " + answer));
  }

  private void post(Participant author, String text, Consumer<String> told) {
    Post post = newPost(author, text, text, taken, told);
    core.execute(() -> queue.submit(post));
  }

  private static Post newPost(
      Participant author, String text, String id, Taken taken, Consumer<String> told) {
    SendMessageRequest request =
        SendMessageRequest.newBuilder()
            .setRoom("lobby")
            .setText(text)
            .setClientMessageId(id)
            .build();
    return new Post(
        author,
        request,
        taken.allowance(),
        outcome ->
            outcome.match(
                done -> told.accept("done"), refusal -> told.accept(refusal.reason().name())));
  }

  private Timeline lobby() {
    List<Tail> tails = new ArrayList<>();
    log.open(LOBBY).thenAccept(tails::add);
    time.runUntilIdle();
    return new Timeline(LOBBY, tails.get(0), new LocalDelivery(log, core, new WindowBudget(0)));
  }

  private final class FailingDecider implements Decider {
    @Override
    public TimelineId dedupeTimeline(Post post) {
      return LOBBY;
    }

    @Override
    public Timeline timeline(Post post) {
      return timeline;
    }

    @Override
    public Outcome<Draft> decide(Post post) {
      if (post.request().getText().equals("undecidable")) {
        throw new IllegalStateException("a defect");
      }
      String text = post.request().getText();
      if (text.equals("refused") || (text.equals("refused later") && timeline.tail().head() > 0)) {
        atRefusal.run();
        return Outcome.refused(Refusal.notAMember("lobby"));
      }
      if (text.equals("until removed") && isRemoved) {
        atRemoval.run();
        return Outcome.refused(Refusal.notAMember("lobby"));
      }
      return Outcome.done(
          new Draft(Event.newBuilder().setRoom("lobby").build(), List.of(timeline), null));
    }

    @Override
    public long keepFrom(long head) {
      if (defectBeyondOnePost) {
        throw new IllegalStateException("a defect");
      }
      return 0;
    }

    @Override
    public void posted(Post post, Draft draft) {}

    @Override
    public void storageChanged(boolean available) {}
  }

  /** Throws exceptions instead of returning failed stages. */
  private final class FailingLog extends ForwardingLog {
    FailingLog(MessageLog log) {
      super(log);
    }

    @Override
    public CompletionStage<Void> append(Append append) {
      if (defectOfTheLog) {
        throw new IllegalStateException("a defect");
      }
      return super.append(append);
    }

    @Override
    public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
      if (defectOfTheLookup) {
        throw new IllegalStateException("a defect");
      }
      return super.find(keys);
    }
  }

  /** Counts the posts that have taken bytes and have not given them back. */
  private static final class Taken {
    private int posts;

    SendAllowance allowance() {
      return new SendAllowance() {
        private int taken;

        @Override
        public Optional<Refusal> take() {
          return Optional.empty();
        }

        @Override
        public Optional<Refusal> takeBytes(long bytes) {
          taken++;
          posts++;
          return Optional.empty();
        }

        @Override
        public void giveBack() {
          posts -= taken;
          taken = 0;
        }
      };
    }
  }

  private static final class Author implements Participant {
    private final String id;
    private boolean ended;

    Author(String id) {
      this.id = id;
    }

    @Override
    public User user() {
      return User.newBuilder().setId(id).setName(id).build();
    }

    @Override
    public boolean ended() {
      return ended;
    }

    @Override
    public boolean hasName() {
      return true;
    }

    @Override
    public Presence presence() {
      return Presence.PRESENCE_ONLINE;
    }

    @Override
    public boolean refusesPrivateMessagesOf(String userId) {
      return false;
    }
  }
}
