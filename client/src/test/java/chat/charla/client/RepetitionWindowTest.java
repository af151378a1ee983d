package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.Limits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** If a server recognises repetitions only for a limited time, the client sends none later. */
class RepetitionWindowTest {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final Limits LIMITS =
      Limits.newBuilder().setRepetitionWindow(Story.seconds(WINDOW.toSeconds())).build();

  @Test
  void aMessageIsRepeatedWithinTheWindow() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.say("one");
    story.time.advance(WINDOW.minusMinutes(1));

    FakeTransport.Stream second = next(story, first);

    assertEquals(List.of("one"), second.texts());
  }

  @Test
  void theOutcomeOfAnOlderMessageIsUnknownAndTheOthersAreSent() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    PendingMessage old = story.say("old");
    story.time.advance(WINDOW.minusMinutes(30));
    PendingMessage younger = story.say("younger");
    story.time.advance(WINDOW.minusMinutes(30));

    FakeTransport.Stream second = next(story, first);

    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, old.status());
    assertEquals(PendingMessage.Status.PENDING, younger.status());
    assertEquals(List.of("younger"), second.texts());
    assertEquals(List.of(old), story.listener.settled);
  }

  @Test
  void theWindowBeginsWithTheFirstAttempt() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    PendingMessage message = story.say("one");
    story.time.advance(WINDOW.dividedBy(2));
    FakeTransport.Stream second = next(story, first);
    assertEquals(List.of("one"), second.texts());
    story.time.advance(WINDOW.dividedBy(2));

    FakeTransport.Stream third = next(story, second);

    assertEquals(List.of(), third.texts());
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
  }

  @Test
  void aMessageThatHasToWaitIsNotRepeatedAfterTheWindow() {
    Story story = new Story();
    FakeTransport.Stream stream = next(story, story.online());
    PendingMessage message = story.say("one");
    stream.refuse(
        stream.take(),
        Story.error(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE)
            .setRetryDelay(Story.seconds(WINDOW.toSeconds())));

    story.time.advance(WINDOW.plusMinutes(1));

    assertEquals(List.of(), stream.texts());
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
  }

  @Test
  void aMessageThatWasNeverSentIsSentHoweverOldItIs() {
    Story story = new Story();
    story.say("one");
    story.time.advance(WINDOW.multipliedBy(2));

    FakeTransport.Stream stream = story.join();
    stream.ready(LIMITS);

    assertEquals(List.of("one"), stream.texts());
  }

  @Test
  void aServerWithoutAWindowGetsMessagesOfAnyAge() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.say("one");
    story.time.advance(Duration.ofDays(400));
    first.lose();
    FakeTransport.Stream second = story.nextStream();
    second.ready();

    assertEquals(List.of("one"), second.texts());
  }

  @Test
  void theWindowAlsoElapsesWhileNoProcessRuns() {
    Story before = new Story();
    FakeTransport.Stream stream = before.online();
    before.say("sent");
    stream.take();
    before.time.advance(Duration.ofMinutes(10));
    stream.lose();
    before.say("maybe");
    // This process may send the message after the snapshot.
    SavedSession saved = SavedSession.fromBytes(before.snapshot().toBytes());

    assertEquals(List.of("sent", "maybe"), repeated(saved, WINDOW.minusMinutes(1)));
    assertEquals(List.of("maybe"), repeated(saved, WINDOW));
    assertEquals(List.of(), repeated(saved, WINDOW.plusMinutes(10)));
  }

  @Test
  void theSnapshotOfAClosedClientTellsWhichMessagesWereNeverSent() {
    Story before = new Story();
    FakeTransport.Stream stream = before.online();
    before.say("sent");
    stream.take();
    stream.lose();
    before.say("never sent");
    before.client.close();
    SavedSession saved = SavedSession.fromBytes(before.snapshot().toBytes());

    assertEquals(List.of("sent", "never sent"), repeated(saved, WINDOW.minusMinutes(1)));
    assertEquals(List.of("never sent"), repeated(saved, WINDOW.multipliedBy(100)));
  }

  /** If a process is interrupted after it has sent a message, no snapshot may say "never sent". */
  @Test
  void theSnapshotIsReplacedBeforeTheMessageIsSent() {
    SavedSession saved =
        SavedSession.builder()
            .identity("t1", "u1")
            .name("ana")
            .addNeverSentMessage("m1", Target.room("lobby"), "one", 0)
            .build();
    Story story = new Story(ClientOptions.builder(), saved, 2);

    story.client.start();
    story.time.run();

    SavedSession newest = story.listener.sessions.get(0);
    assertFalse(newest.messages().get(0).wasNeverSent());
    assertEquals(List.of(), repeated(newest, WINDOW.plusMinutes(1)));
  }

  @Test
  void aMessageOfUnknownAgeIsNotRepeated() {
    SavedSession saved =
        SavedSession.builder()
            .identity("t1", "u1")
            .name("ana")
            .addMessage("m1", Target.room("lobby"), "saved by an older version", true)
            .build();

    assertEquals(List.of(), repeated(saved, Duration.ofDays(20_000)));
  }

  /** The texts that a process sends if it continues from the snapshot at this time. */
  private static List<String> repeated(SavedSession saved, Duration time) {
    Story story = new Story(ClientOptions.builder(), saved, 2);
    story.time.advance(time);
    story.client.start();
    FakeTransport.Stream stream = story.transport.stream();
    stream.ready(LIMITS);
    return stream.texts();
  }

  private static FakeTransport.Stream next(Story story, FakeTransport.Stream lost) {
    lost.lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready(LIMITS);
    return stream;
  }
}
