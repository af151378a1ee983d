package chat.charla.server.room;

import chat.charla.server.QuietLog;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.health.Health;
import chat.charla.server.log.Append;
import chat.charla.server.log.DedupeKey;
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
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.Event;
import chat.charla.v1.SendMessageRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A queue of posts to the lobby, in virtual time. Its parts fail when a test tells them to, and
 * some texts of posts have a meaning for the {@link FailingDecider}.
 */
abstract class PostingQueueFixture {
  static final TimelineId LOBBY = TimelineId.room("lobby");

  /** The text of a post that is appended alone, so that the next posts are decided together. */
  static final String KEEPS_LOG_BUSY = "keeps the log busy";

  /** The defects of these tests are logged with their stacks. */
  @RegisterExtension final QuietLog quiet = new QuietLog(Level.OFF);

  final VirtualTime time = new VirtualTime();
  final Scheduler core = new SimulatedScheduler(time);
  final FakeFaults faults = new FakeFaults();
  final MessageLog log =
      new FakeStorage(new FakeDisk(), new SimulatedScheduler(time), new Random(1), faults)
          .messages();
  final Health health = new Health(new SimulatedScheduler(time), core);
  final List<String> answers = new ArrayList<>();
  final Timeline timeline = lobby();
  final PostingQueue queue =
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
  final Author ana = new Author("ana");
  final Author berta = new Author("berta");
  Runnable atRefusal = () -> {};
  Runnable atRemoval = () -> {};
  final Taken taken = new Taken();
  boolean isRemoved;
  boolean defectOfTheLog;
  boolean defectOfTheLookup;
  boolean defectBeyondOnePost;

  /**
   * Ends Ana's identity and deletes its receipts. The disk has no delays, so this takes effect
   * before the queue's next look-up and append.
   */
  final void endAna() {
    faults.maxDelay(Duration.ZERO);
    ana.ended = true;
    log.forget(ana.id());
  }

  final void post(Participant author, String text) {
    post(author, text, answer -> answers.add(text + " " + answer));
  }

  final void post(Participant author, String text, Consumer<String> whenAnswered) {
    Post post = newPost(author, text, text, taken, whenAnswered);
    core.execute(() -> queue.submit(post));
  }

  static Post newPost(
      Participant author, String text, String id, Taken taken, Consumer<String> whenAnswered) {
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
                done -> whenAnswered.accept("done"),
                refusal -> whenAnswered.accept(refusal.reason().name())));
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
    public Outcome<Draft> decide(Post post, Batch batch) {
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
}
