package chat.charla.server.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Where a timeline with other events than messages is cut off, so that enough messages are left.
 */
class MessageWindowTest {
  @Test
  void withoutOtherEventsTheNewestEventsAreKept() {
    assertEquals(8, MessageWindow.keepFrom(List.of(), 0, 3, 10));
    assertEquals(0, MessageWindow.keepFrom(List.of(), 0, 20, 10));
  }

  @Test
  void otherEventsBetweenTheMessagesAreKeptAsWell() {
    assertEquals(6, MessageWindow.keepFrom(List.of(7L, 10L), 2, 3, 10));
    assertEquals(7, MessageWindow.keepFrom(List.of(10L), 1, 3, 10));
    assertEquals(8, MessageWindow.keepFrom(List.of(1L, 2L, 3L), 3, 3, 10));
  }

  /** Compares with a count of the messages, one by one. */
  @Test
  void exactlyTheWantedMessagesAreKept() {
    Random random = new Random(5);
    for (int run = 0; run < 500; run++) {
      List<Long> others = new ArrayList<>();
      long head = random.nextInt(200);
      for (long sequence = 1; sequence <= head; sequence++) {
        if (random.nextInt(3) == 0) {
          others.add(sequence);
        }
      }
      long wanted = 1 + random.nextInt(50);

      long from = Math.max(1, MessageWindow.keepFrom(others, others.size(), wanted, head));

      long messages = head - others.size();
      assertEquals(Math.min(wanted, messages), messagesFrom(from, head, others));
    }
  }

  /** If older events are not known, more may be kept, but not less. */
  @Test
  void withManyUnknownEventsAtLeastTheWantedMessagesAreKept() {
    Random random = new Random(6);
    for (int run = 0; run < 500; run++) {
      List<Long> others = new ArrayList<>();
      long head = 100 + random.nextInt(100);
      for (long sequence = 1; sequence <= head; sequence++) {
        if (random.nextInt(2) == 0) {
          others.add(sequence);
        }
      }
      List<Long> known =
          others.subList(Math.max(0, others.size() - random.nextInt(20)), others.size());
      long wanted = 1 + random.nextInt(50);

      long from = Math.max(1, MessageWindow.keepFrom(known, others.size(), wanted, head));

      long messages = head - others.size();
      assertTrue(messagesFrom(from, head, others) >= Math.min(wanted, messages));
    }
  }

  @Test
  void onlyTheNewestSequencesAreKnown() {
    List<Long> known = List.of();
    for (long sequence = 1; sequence <= 1500; sequence++) {
      known = MessageWindow.withNewest(known, sequence);
    }

    assertEquals(1000, known.size());
    assertEquals(501, known.get(0));
    assertEquals(1500, known.get(999));
  }

  @Test
  void aLimitedHistoryKeepsALimitedNumberOfOtherEvents() {
    List<Long> known = List.of();
    long head = 100;
    for (int changes = 1; changes <= 5000; changes++) {
      head++;
      known = MessageWindow.withNewest(known, head);
    }

    long from = MessageWindow.keepFrom(known, 5000, 10, head);

    assertEquals(1010, head - from + 1);
  }

  private static long messagesFrom(long from, long head, List<Long> others) {
    return head - from + 1 - others.stream().filter(other -> other >= from).count();
  }
}
