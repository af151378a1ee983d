package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.UserJoined;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  @Test
  void everyDurableEventComesOnce() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 0));

    stream.messages("lobby", 1, 2);
    stream.messages("lobby", 1, 2, 3);
    stream.messages("lobby", 3, 4);

    assertEquals(List.of("lobby1", "lobby2", "lobby3", "lobby4"), story.listener.delivered());
    story.assertNoViolations();
  }

  @Test
  void eachTimelineHasItsOwnCursor() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 2));

    stream.messages("", 1);
    stream.messages("lobby", 3);
    stream.messages("", 2);

    assertEquals(List.of("1", "lobby3", "2"), story.listener.delivered());
  }

  @Test
  void missingEventsAreReportedAndResumedFromTheCursor() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 5, 0));

    stream.messages("lobby", 1, 3, 4);

    assertEquals(List.of("lobby1"), story.listener.delivered());
    assertEquals(1, story.listener.violations.size());
    assertTrue(stream.cancelled);
    FakeTransport.Stream next = story.nextStream();
    assertEquals(1, next.open.getCursors(1).getAfterSequence());
    next.ready(FakeTransport.timeline("lobby", 5, 1));
    next.messages("lobby", 2, 3);
    assertEquals(List.of("lobby1", "lobby2", "lobby3"), story.listener.delivered());
  }

  @Test
  void aTrimmedGapIsReportedAndMovesTheCursor() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 9, 2));

    stream.frame(
        ConverseResponse.newBuilder().setGap(gap(GapReason.GAP_REASON_TRIMMED, "e1", 3, 7)));
    stream.messages("lobby", 8, 9);

    assertEquals(1, story.listener.gaps.size());
    assertEquals(List.of("lobby8", "lobby9"), story.listener.delivered());
    story.assertNoViolations();
  }

  @Test
  void aGapAfterMissingEventsIsAViolation() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 9, 2));

    stream.frame(
        ConverseResponse.newBuilder().setGap(gap(GapReason.GAP_REASON_TRIMMED, "e1", 5, 7)));

    assertEquals(1, story.listener.violations.size());
    story.assertState(ConnectionState.Kind.WAITING);
  }

  @Test
  void aResetRestartsTheCursor() {
    Story story = new Story();
    story.online(FakeTransport.timeline("lobby", 9, 9)).lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready(FakeTransport.timeline("lobby", 2, 0).toBuilder().setEpoch("e2").build());

    stream.frame(ConverseResponse.newBuilder().setGap(gap(GapReason.GAP_REASON_RESET, "e2", 0, 0)));
    stream.messages("lobby", 1, 2);

    assertEquals(List.of("lobby1", "lobby2"), story.listener.delivered());
    assertEquals("e2", story.snapshot().cursors().get(1).epoch());
    story.assertNoViolations();
  }

  @Test
  void anotherEpochWithoutAResetIsAViolation() {
    Story story = new Story();
    story.online(FakeTransport.timeline("lobby", 9, 9)).lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready(FakeTransport.timeline("lobby", 2, 0).toBuilder().setEpoch("e2").build());

    stream.messages("lobby", 1, 2);

    assertEquals(List.of(), story.listener.delivered());
    assertEquals(1, story.listener.violations.size());
  }

  @Test
  void caughtUpBeforeAllEventsIsAViolation() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 1));
    stream.messages("lobby", 2);

    stream.frame(
        ConverseResponse.newBuilder()
            .setCaughtUp(CaughtUp.newBuilder().setRoom("lobby").setSequence(3)));

    assertEquals(1, story.listener.violations.size());
    assertEquals(List.of(), story.listener.caughtUps);
  }

  @Test
  void ephemeralEventsAndUnknownKindsArePassedOn() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 0));

    stream.event(
        Event.newBuilder().setRoom("lobby").setUserJoined(UserJoined.getDefaultInstance()));
    stream.event(Event.newBuilder().setRoom("lobby").setSequence(1));
    stream.messages("lobby", 2);
    stream.frame(ConverseResponse.newBuilder());
    stream.frame(
        ConverseResponse.newBuilder()
            .setCaughtUp(CaughtUp.newBuilder().setRoom("lobby").setSequence(2)));

    assertEquals(3, story.listener.events.size());
    assertEquals(List.of("lobby1", "lobby2"), story.listener.delivered());
    assertEquals(1, story.listener.caughtUps.size());
    story.assertNoViolations();
  }

  @Test
  void anExceptionOfTheListenerHasNoOtherEffect() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 0));
    story.listener.throwing = true;

    stream.messages("lobby", 1, 2);

    assertEquals(2, story.listener.failures.size());
    assertEquals(List.of("lobby1", "lobby2"), story.listener.delivered());
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void framesAreRequestedAsTheyAreProcessed() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 0));
    int before = stream.requested;

    stream.messages("lobby", 1);

    assertEquals(before + 1, stream.requested);
  }

  private static Gap gap(GapReason reason, String epoch, long first, long last) {
    return Gap.newBuilder()
        .setRoom("lobby")
        .setReason(reason)
        .setEpoch(epoch)
        .setFirstMissingSequence(first)
        .setLastMissingSequence(last)
        .build();
  }
}
