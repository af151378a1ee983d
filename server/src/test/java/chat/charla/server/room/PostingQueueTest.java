package chat.charla.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.delivery.Timeline;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.log.FakeDisk;
import chat.charla.server.log.FakeFaults;
import chat.charla.server.log.FakeMessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedTime;
import chat.charla.v1.Event;
import chat.charla.v1.Presence;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A defect that strikes one post must not silence the room. */
class PostingQueueTest {
  private static final Allowance FREE =
      new Allowance() {
        @Override
        public Optional<Rejection> take() {
          return Optional.empty();
        }

        @Override
        public void giveBack() {}
      };

  private static final TimelineId LOBBY = TimelineId.room("lobby");

  private final SimulatedTime time = new SimulatedTime();
  private final Scheduler core = time.newScheduler();
  private final FakeMessageLog log =
      new FakeMessageLog(new FakeDisk(), time.newScheduler(), new Random(1), new FakeFaults());
  private final List<String> answers = new ArrayList<>();
  private final Timeline timeline = lobby();
  private final PostingQueue queue = new PostingQueue(new BrittleDecider(), log, core);

  @Test
  void aPostThatCannotBeDecidedIsAnsweredAndThoseAfterItAreCarriedOut() {
    post("before", answer -> answers.add("before " + answer));
    post("undecidable", answer -> answers.add("undecidable " + answer));
    post("after", answer -> answers.add("after " + answer));

    time.runUntilIdle();

    assertEquals(
        List.of("before done", "undecidable ERROR_REASON_INTERNAL", "after done"), answers);
  }

  @Test
  void aReplyThatFailsStopsNeitherTheOthersNorTheQueue() {
    post(
        "first",
        answer -> {
          throw new IllegalStateException("the call is closed");
        });
    post("second", answer -> answers.add("second " + answer));
    time.runUntilIdle();
    post("third", answer -> answers.add("third " + answer));
    time.runUntilIdle();

    assertEquals(List.of("second done", "third done"), answers);
    assertEquals(3, timeline.tail().head());
  }

  private void post(String text, Consumer<String> told) {
    SendMessageRequest request =
        SendMessageRequest.newBuilder()
            .setRoom("lobby")
            .setText(text)
            .setClientMessageId(text)
            .build();
    Post post =
        new Post(
            new Ana(),
            request,
            FREE,
            outcome ->
                outcome.match(
                    done -> told.accept("done"),
                    rejection -> told.accept(rejection.reason().name())));
    core.execute(() -> queue.submit(post));
  }

  private Timeline lobby() {
    List<Tail> tails = new ArrayList<>();
    log.open(LOBBY).thenAccept(tails::add);
    time.runUntilIdle();
    return new Timeline(LOBBY, tails.get(0), log, core, new WindowBudget(0));
  }

  private final class BrittleDecider implements Decider {
    @Override
    public TimelineId dedupeTimeline(Post post) {
      return LOBBY;
    }

    @Override
    public Outcome<Draft> decide(Post post) {
      if (post.request().getText().equals("undecidable")) {
        throw new IllegalStateException("a defect");
      }
      return Outcome.done(
          new Draft(Event.newBuilder().setRoom("lobby").build(), List.of(timeline), null));
    }

    @Override
    public long keepFrom(long head) {
      return 0;
    }

    @Override
    public void posted(Post post, Draft draft) {}

    @Override
    public void storageChanged(boolean available) {}
  }

  private static final class Ana implements Participant {
    @Override
    public User user() {
      return User.newBuilder().setId("ana").setName("Ana").build();
    }

    @Override
    public boolean ended() {
      return false;
    }

    @Override
    public boolean hasName() {
      return true;
    }

    @Override
    public Presence presence() {
      return Presence.PRESENCE_ONLINE;
    }
  }
}
