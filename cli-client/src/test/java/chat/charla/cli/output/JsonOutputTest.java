package chat.charla.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Screen;
import chat.charla.cli.text.CodePoints;
import chat.charla.client.CallFailure;
import chat.charla.testkit.Seeds;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Ready;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.User;
import chat.charla.v1.UserBack;
import chat.charla.v1.UserCountChanged;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import chat.charla.v1.UserReconnecting;
import chat.charla.v1.UserRenamed;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Checks the keys of the JSON objects, and that a program can restore any text from the objects.
 */
class JsonOutputTest {
  private static final User ANA = User.newBuilder().setId("a1").setName("Ana").build();
  private static final User LUIS = User.newBuilder().setId("l1").setName("Luis").build();

  private final Screen screen = new Screen();
  private final ConversationOutput output = new ConversationOutput(screen.stream());

  @Test
  void messageInARoomHasAllKeys() {
    output.event(durable("lobby", MessagePosted.newBuilder().setText("hola")), "e1");
    assertEquals(
        """
        {"type":"message","room":"lobby","epoch":"e1","sequence":7,"time":"1970-01-01T00:00:01.5Z",\
        "from":{"id":"a1","name":"Ana"},"to":null,"text":"hola","id":null,"reason":null,\
        "first":null,"last":null}
        """
            .replace("01.5Z", "01.500Z"),
        screen.text());
    parsed();
  }

  /** The objects of an export have the same keys, so that a program can read them as a table. */
  @Test
  void messagesGapsAndUnknownEventsHaveTheSameKeys() {
    output.event(durable("lobby", MessagePosted.newBuilder().setText("hola")), "e1");
    output.gap(Gap.newBuilder().setRoom("lobby").setEpoch("e1").setLastMissingSequence(9).build());
    output.event(event("lobby").setSequence(10).build(), "e1");
    List<JsonNode> objects = EventSchema.parse(screen.lines());
    assertEquals(
        1, objects.stream().map(object -> List.copyOf(object.propertyNames())).distinct().count());
    assertEquals(
        List.of(7L, 9L, 10L),
        objects.stream().map(object -> object.get("sequence").asLong()).toList());
  }

  @Test
  void privateMessageHasNoRoomAndARecipient() {
    MessagePosted.Builder message =
        MessagePosted.newBuilder().setText("shh").setRecipient(LUIS).setClientMessageId("k");
    output.event(durable("", message), "e1");
    JsonNode object = parsed();
    assertTrue(object.get("room").isNull());
    assertEquals("Luis", object.at("/to/name").asString());
    assertEquals("k", object.get("id").asString());
  }

  @Test
  void everyKindOfEventHasAnObject() {
    Event.Builder event = event("lobby").setActor(ANA);
    UserLeft gone = UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEFT).build();
    ServerNoticeCode code = ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_RESTORED;
    List<Event> events =
        List.of(
            event.setUserJoined(UserJoined.getDefaultInstance()).build(),
            event.setUserLeft(gone).build(),
            event.setUserReconnecting(UserReconnecting.getDefaultInstance()).build(),
            event.setUserBack(UserBack.getDefaultInstance()).build(),
            event.setUserRenamed(UserRenamed.newBuilder().setPreviousName("Eva")).build(),
            event("lobby")
                .setUserCountChanged(UserCountChanged.newBuilder().setUserCount(9))
                .build(),
            event("lobby")
                .setServerNotice(ServerNotice.newBuilder().setCode(code).putParameters("a", "b"))
                .build());
    events.forEach(one -> output.event(one, "e1"));
    List<JsonNode> objects = EventSchema.parse(screen.lines());
    assertEquals(
        List.of(
            "user_joined",
            "user_left",
            "user_reconnecting",
            "user_back",
            "user_renamed",
            "user_count",
            "notice"),
        objects.stream().map(object -> object.get("type").asString()).toList());
    assertEquals("left", objects.get(1).get("reason").asString());
    assertEquals("Eva", objects.get(4).get("previous_name").asString());
    assertEquals(9, objects.get(5).get("user_count").asInt());
    assertEquals("STORAGE_RESTORED", objects.get(6).get("code").asString());
    // An ephemeral event has no sequence, so it has no epoch either.
    assertTrue(objects.stream().allMatch(object -> object.get("epoch").isNull()));
  }

  /** A kind that is added to the contract needs an object of its own. Users get no records. */
  @Test
  void everyKindOfTheContractHasAnObjectOfItsOwn() {
    List<FieldDescriptor> kinds =
        Event.getDescriptor().getOneofs().get(0).getFields().stream()
            .filter(kind -> !kind.getName().equals("record"))
            .toList();
    for (FieldDescriptor kind : kinds) {
      Event.Builder event = event("lobby").setActor(ANA);
      event.setField(kind, event.newBuilderForField(kind).build());
      if (event.hasMemberChanged()) {
        event.getMemberChangedBuilder().setUser(ANA);
      }
      output.event(event.build(), "e1");
    }
    Set<String> types = new HashSet<>();
    EventSchema.parse(screen.lines()).forEach(object -> types.add(object.get("type").asString()));
    assertEquals(kinds.size(), types.size());
    assertFalse(types.contains("unknown"));
  }

  @Test
  void newerKindsAndValuesAreReportedAsUnknown() throws InvalidProtocolBufferException {
    UnknownFieldSet future =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    Event newer = event("lobby").setSequence(3).setUnknownFields(future).build();
    output.event(Event.parseFrom(newer.toByteString()), "e1");
    JsonNode object = parsed();
    assertEquals("unknown", object.get("type").asString());
    assertEquals(3, object.get("sequence").asLong());
    output.event(
        event("lobby").setServerNotice(ServerNotice.newBuilder().setCodeValue(99)).build(), "");
    output.event(event("lobby").setUserLeft(UserLeft.newBuilder().setReasonValue(99)).build(), "");
    output.gap(Gap.newBuilder().setReasonValue(99).setEpoch("e1").build());
    output.user(PresentUser.newBuilder().setUser(ANA).setPresenceValue(99).build());
    List<JsonNode> objects = EventSchema.parse(screen.lines());
    assertEquals("UNKNOWN", objects.get(1).get("code").asString());
    assertEquals("unknown", objects.get(2).get("reason").asString());
    assertEquals("unknown", objects.get(3).get("reason").asString());
    assertEquals("unknown", objects.get(4).get("presence").asString());
  }

  @Test
  void otherReportsHaveTheirKeys() {
    output.gap(
        Gap.newBuilder()
            .setRoom("lobby")
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setEpoch("e1")
            .setFirstMissingSequence(1)
            .setLastMissingSequence(9)
            .build());
    output.user(
        PresentUser.newBuilder().setUser(ANA).setPresence(Presence.PRESENCE_RECONNECTING).build());
    output.ready(Ready.newBuilder().setSelf(ANA).build());
    CallFailure lost = CallFailure.of(Status.Code.UNAVAILABLE, "gone");
    output.disconnected(lost, Duration.ofMillis(120));
    output.disconnected(lost, null);
    output.failed(lost);
    output.outcomeUnknown("k");
    List<JsonNode> objects = EventSchema.parse(screen.lines());
    assertEquals(9, objects.get(0).get("last").asLong());
    assertEquals("reconnecting", objects.get(1).get("presence").asString());
    assertEquals(120, objects.get(3).get("retry_in_ms").asLong());
    assertTrue(objects.get(4).get("retry_in_ms").isNull());
    assertEquals("UNAVAILABLE", objects.get(5).get("reason").asString());
  }

  @Test
  void onlyAnswersHaveARef() {
    output.answering("r1").done();
    output.done();
    List<JsonNode> objects = EventSchema.parse(screen.lines());
    assertEquals("r1", objects.get(0).get("ref").asString());
    assertFalse(objects.get(1).has("ref"));
  }

  @Test
  @Tag("seeds")
  void anyTextBecomesOneHarmlessLineAndCanBeRestored() {
    Seeds.forEach(JsonOutputTest.class, 10, JsonOutputTest::requireOneHarmlessLine);
  }

  private static void requireOneHarmlessLine(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      String text = hostile(random);
      Screen one = new Screen();
      new JsonOutput(one.stream())
          .event(durable("lobby", MessagePosted.newBuilder().setText(text)), "e1");
      String context = "round " + round;
      List<String> lines = one.text().lines().toList();
      assertEquals(1, lines.size(), context);
      assertTrue(lines.get(0).codePoints().noneMatch(CodePoints::needsEscape), context);
      assertEquals(text, EventSchema.parse(lines.get(0)).get("text").asString(), context);
    }
  }

  @Test
  void detailsAreSorted() {
    CallFailure refusal =
        CallFailure.of(
            Status.Code.INVALID_ARGUMENT,
            chat.charla.v1.ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE,
            "too long",
            Map.of("max_code_points", "4000", "max_bytes", "16384"),
            Duration.ofSeconds(2));
    output.refused(refusal);
    parsed();
    assertTrue(
        screen
            .text()
            .contains(
                "\"details\":{\"max_bytes\":\"16384\",\"max_code_points\":\"4000\"},"
                    + "\"retry_after_ms\":2000"));
  }

  /** Code points that a message may contain, with dangerous ones over-represented. */
  private static String hostile(Random random) {
    int[] harmful = {
      0, 7, '\b', '\t', '\n', '\r', 0x1B, '"', '\\', '/', '<', 0x7F, 0x85, 0x9B, 0xAD, 0x061C,
      0x200B, 0x200D, 0x200E, 0x2028, 0x2029, 0x202E, 0x2066, 0xFE0F, 0xFEFF, 0x1F468, 0xE0041
    };
    StringBuilder text = new StringBuilder("x");
    for (int length = random.nextInt(20); length > 0; length--) {
      int point =
          random.nextBoolean()
              ? harmful[random.nextInt(harmful.length)]
              : random.nextInt(Character.MAX_CODE_POINT + 1);
      if (Character.getType(point) != Character.SURROGATE) {
        text.appendCodePoint(point);
      }
    }
    return text.toString();
  }

  private static Event.Builder event(String room) {
    Timestamp time = Timestamp.newBuilder().setSeconds(1).setNanos(500_000_000).build();
    return Event.newBuilder().setRoom(room).setCreateTime(time);
  }

  private static Event durable(String room, MessagePosted.Builder message) {
    return event(room).setSequence(7).setActor(ANA).setMessagePosted(message).build();
  }

  private JsonNode parsed() {
    return EventSchema.parse(screen.lines().get(0));
  }
}
