package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.wire.SavedState;
import chat.charla.v1.Closing;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Limits;
import chat.charla.v1.Ready;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** This client with newer and older servers, and with sessions that a newer client has saved. */
class OtherVersionsTest {
  /** A field that a newer server may add to any message. */
  private static final UnknownFieldSet NEWER =
      UnknownFieldSet.newBuilder()
          .addField(
              199, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8("new")).build())
          .build();

  @Test
  void framesOfNewerKindsAreIgnoredAndEventsOfNewerKindsAreDelivered() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 0, 0));

    stream.frame(ConverseResponse.newBuilder().setUnknownFields(NEWER));
    stream.event(Event.newBuilder().setRoom("lobby").setSequence(1).setUnknownFields(NEWER));
    stream.event(FakeTransport.message("lobby", 2).setUnknownFields(NEWER));

    assertEquals(List.of("lobby1", "lobby2"), story.listener.delivered());
    story.assertNoViolations();
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void newerEnumValuesArePassedOn() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 0, 0));

    stream.event(
        Event.newBuilder()
            .setRoom("lobby")
            .setUserLeft(UserLeft.newBuilder().setReasonValue(4711).build()));
    stream.event(
        Event.newBuilder().setServerNotice(ServerNotice.newBuilder().setCodeValue(4711).build()));

    assertEquals(
        UserLeftReason.UNRECOGNIZED, story.listener.events.get(0).getUserLeft().getReason());
    assertEquals(2, story.listener.events.size());
    story.assertNoViolations();
  }

  @Test
  void anUnknownClosingActionIsALostStream() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 2, 1));
    stream.messages("lobby", 2);

    stream.closing(Closing.newBuilder().setActionValue(4711));
    stream.end(null);

    assertEquals(2, story.nextStream().open.getCursors(1).getAfterSequence());
  }

  @Test
  void ifAnOlderServerStatesNoLimitsTheClientChecksNone() {
    Story story = new Story();
    FakeTransport.Stream stream = story.join();
    stream.frame(
        ConverseResponse.newBuilder()
            .setReady(
                Ready.newBuilder()
                    .setSelf(FakeTransport.self())
                    .setLimits(Limits.getDefaultInstance())));

    PendingMessage message = story.say("far longer than any limit that this client has seen");

    assertEquals(message.text(), stream.take().getSendMessage().getText());
    assertEquals(PendingMessage.Status.PENDING, message.status());
  }

  @Test
  void anOlderServerRefusesOnlyTheUnknownCommand() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("dev");
    story.time.run();

    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_COMMAND_UNKNOWN));
    PendingMessage message = story.say("hello");
    stream.sent(stream.take(), 1);

    assertTrue(
        story.listener.log.stream().anyMatch(line -> line.contains("dev")),
        () -> story.listener.log.toString());
    assertEquals(PendingMessage.Status.SENT, message.status());
  }

  @Test
  void aSessionThatANewerClientHasSavedIsRead() {
    SavedState newer = SavedState.newBuilder().setToken("t1").setUnknownFields(NEWER).build();

    SavedSession session = SavedSession.fromBytes(saved(4, newer));

    assertEquals("t1", session.token());
  }

  /** The whole session is refused: if only the message were skipped, it would be lost silently. */
  @Test
  void aSavedMessageToAnUnknownKindOfTargetIsNotSkipped() {
    SavedState newer =
        SavedState.newBuilder()
            .setToken("t1")
            .addMessages(SavedState.Message.newBuilder().setText("x").setUnknownFields(NEWER))
            .build();

    assertThrows(IllegalArgumentException.class, () -> SavedSession.fromBytes(saved(4, newer)));
  }

  private static byte[] saved(int version, SavedState state) {
    byte[] content = state.toByteArray();
    CRC32 checksum = new CRC32();
    checksum.update(ByteBuffer.allocate(4).putInt(version).flip());
    checksum.update(content);
    return ByteBuffer.allocate(16 + content.length)
        .put("ChLa".getBytes(StandardCharsets.US_ASCII))
        .putInt(version)
        .putLong(checksum.getValue())
        .put(content)
        .array();
  }
}
