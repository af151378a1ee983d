package chat.charla.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.bench.BenchFailure;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.RoomChanged;
import chat.charla.v1.User;
import chat.charla.v1.UserCountChanged;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventScannerTest {
  private final List<String> found = new ArrayList<>();
  private final EventScanner scanner =
      new EventScanner("kitchen", (sequence, number) -> found.add(sequence + ":" + number));

  @Test
  void messagesOfTheRoomAreFound() {
    scan(message("kitchen", 7, 3), message("kitchen", 300, 1_234_567_890));
    assertEquals(List.of("7:3", "300:1234567890"), found);
  }

  @Test
  void otherRoomsAndEphemeralEventsAreNotCounted() {
    Event count =
        Event.newBuilder()
            .setRoom("kitchen")
            .setUserCountChanged(UserCountChanged.newBuilder().setUserCount(5))
            .build();
    scan(message("kitchens", 1, 0), message("kitche", 1, 0), count, message("kitchen", 2, 1));
    assertEquals(List.of("2:1"), found);
  }

  @Test
  void aChangeOfTheRoomIsNoMessage() {
    Event change =
        Event.newBuilder()
            .setRoom("kitchen")
            .setSequence(4)
            .setRoomChanged(RoomChanged.getDefaultInstance())
            .build();
    scan(change);
    assertEquals(List.of("4:" + EventScanner.NO_MESSAGE), found);
  }

  @Test
  void theNumberIsFoundOnlyInTheText() {
    // The author's name and the client message id look like numbers as well.
    Event event =
        message("kitchen", 1, 5).toBuilder()
            .setActor(User.newBuilder().setId("0000000009").setName("0000000008"))
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(90, UnknownFieldSet.Field.newBuilder().addFixed64(7).build())
                    .addField(91, UnknownFieldSet.Field.newBuilder().addFixed32(7).build())
                    .addField(92, UnknownFieldSet.Field.newBuilder().addVarint(1L << 60).build())
                    .build())
            .build();
    scan(event);
    assertEquals(List.of("1:5"), found);
  }

  @Test
  void aMessageThatWasNotSentIsAFailure() {
    Event strange =
        message("kitchen", 1, 0).toBuilder()
            .setMessagePosted(MessagePosted.newBuilder().setText("hello, world"))
            .build();
    assertThrows(BenchFailure.class, () -> scan(strange));
  }

  @Test
  void aTruncatedBatchIsAFailure() {
    byte[] bytes = batch(message("kitchen", 1, 0));
    assertThrows(BenchFailure.class, () -> scanner.scan(bytes, 0, bytes.length - 1));
  }

  @Test
  void onlyBatchesAreRecognised() {
    byte[] batch = batch(message("kitchen", 1, 0));
    byte[] result = ConverseResponse.newBuilder().setRequestId("1").build().toByteArray();
    assertTrue(EventScanner.isBatch(batch, 0, batch.length));
    assertFalse(EventScanner.isBatch(result, 0, result.length));
    assertFalse(EventScanner.isBatch(batch, 0, 0));
  }

  private void scan(Event... events) {
    byte[] bytes = batch(events);
    byte[] inside = new byte[bytes.length + 10];
    System.arraycopy(bytes, 0, inside, 4, bytes.length);
    scanner.scan(inside, 4, 4 + bytes.length);
  }

  private static byte[] batch(Event... events) {
    return ConverseResponse.newBuilder()
        .setBatch(EventBatch.newBuilder().addAllEvents(List.of(events)))
        .build()
        .toByteArray();
  }

  private static Event message(String room, long sequence, long number) {
    return Event.newBuilder()
        .setRoom(room)
        .setSequence(sequence)
        .setCreateTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5))
        .setActor(User.newBuilder().setId("abc").setName("Ana"))
        .setMessagePosted(
            MessagePosted.newBuilder()
                .setText(Texts.of(number, 100))
                .setClientMessageId("0000000077"))
        .build();
  }
}
