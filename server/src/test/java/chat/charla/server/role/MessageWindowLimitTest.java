package chat.charla.server.role;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How many events that are no messages a limited history keeps at most. */
class MessageWindowLimitTest {

  @Test
  void aRoomWithALimitedHistoryKeepsALimitedNumberOfChanges() {
    List<Long> known = List.of();
    long head = 100;
    for (int changes = 1; changes <= 5000; changes++) {
      head++;
      known = MessageWindow.withNewest(known, head);
    }

    long from = MessageWindow.keepFrom(known, 5000, 10, head);

    assertEquals(1010, head - from + 1);
  }
}
