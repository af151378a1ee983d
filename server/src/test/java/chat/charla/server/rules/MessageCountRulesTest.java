package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.RoomSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that are no messages count neither as messages nor for the retention of messages. */
class MessageCountRulesTest extends RoomFixture {
  private static final int RETAINED = 3;

  MessageCountRulesTest() {
    super(new World().retainMessages(RETAINED));
  }

  @Test
  void anEventTellsHowManyMessagesThereAreUpToIt() {
    ScriptedStream stream = ana.online();
    post(ana, "one").get();
    topic("first");
    topic("second");
    post(ana, "two").get();
    world.moment();

    assertEquals(
        List.of(0L, 1L, 1L, 1L, 2L),
        stream.durable(KITCHEN).stream().map(Event::getMessageCount).toList());
    world.restart();
    post(ana, "three").get();
    assertEquals(3, lastEvent().getMessageCount());
  }

  @Test
  void aMessageOfATimelineWithoutOtherEventsHasNoCount() {
    ana.say("in the lobby");

    assertFalse(
        ana.call(ListMessagesRequest.newBuilder().setRoom("lobby").setAfterSequence(0).build())
            .get()
            .getEvents(0)
            .hasMessageCount());
  }

  @Test
  void aChangeRemovesNoMessageThatIsRetained() {
    for (String text : List.of("one", "two", "three")) {
      post(ana, text).get();
    }

    for (int i = 0; i < 10; i++) {
      topic("topic " + i);
      assertEquals(List.of("one", "two", "three"), messages());
    }
    world.restart();
    topic("after a restart");
    assertEquals(List.of("one", "two", "three"), messages());
  }

  @Test
  void theNewestMessagesAreRetainedWhateverIsBetweenThem() {
    for (int i = 1; i <= 10; i++) {
      post(ana, "m" + i).get();
      topic("topic " + i);
      topic("again " + i);
      List<String> all = new ArrayList<>();
      for (int j = Math.max(1, i - RETAINED + 1); j <= i; j++) {
        all.add("m" + j);
      }
      assertEquals(all, messages());
    }
  }

  private void topic(String topic) {
    set(olga, RoomSettings.newBuilder().setTopic(topic), "topic").get();
  }

  private List<String> messages() {
    return events().stream()
        .filter(Event::hasMessagePosted)
        .map(event -> event.getMessagePosted().getText())
        .toList();
  }
}
