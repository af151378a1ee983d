package chat.charla.cli.chat.view;

import static chat.charla.cli.chat.Scene.event;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.saidPrivately;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import chat.charla.v1.Event;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.User;
import chat.charla.v1.UserCountChanged;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import chat.charla.v1.UserRenamed;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TranscriptTest {
  private static final User ANA = user("Ana", "a1");
  private static final User LUIS = user("Luis", "l1");

  private final Transcript spanish = in(Language.SPANISH, true);

  @Test
  void publicMessageHasTimeAuthorAndText() {
    assertEquals("14:03 <Ana> Holaaaa :D", seenByLuis(said("lobby", 1, ANA, "Holaaaa :D")));
    assertEquals("14:03 <Luis> hola", seenByLuis(said("lobby", 1, LUIS, "hola")));
  }

  @Test
  void messageOfAnotherRoomIsLabelled() {
    Optional<StyledText> line = spanish.of(said("dev", 1, ANA, "hola"), LUIS, "dev");
    assertEquals("14:03 [dev] <Ana> hola", line.orElseThrow().plain());
  }

  @Test
  void timeIsLocalAndOptional() {
    Event event = said("lobby", 1, ANA, "hola");
    Transcript inChile =
        new Transcript(Messages.in(Language.SPANISH), ZoneId.of("America/Santiago"), true);
    assertEquals("11:03 <Ana> hola", inChile.of(event, LUIS, "").orElseThrow().plain());
    Transcript timeless = in(Language.SPANISH, false);
    assertEquals("<Ana> hola", timeless.of(event, LUIS, "").orElseThrow().plain());
  }

  @Test
  void privateMessageNamesItsSenderAndRecipient() {
    assertEquals("14:03 [privado] Ana → tú: shh", seenByLuis(saidPrivately(1, ANA, LUIS, "shh")));
    assertEquals("14:03 [privado] tú → Ana: shh", seenByLuis(saidPrivately(1, LUIS, ANA, "shh")));
    assertEquals("14:03 [privado] tú → tú: shh", seenByLuis(saidPrivately(1, LUIS, LUIS, "shh")));
    Transcript english = in(Language.ENGLISH, true);
    assertEquals(
        "14:03 [private] Ana → you: shh",
        english.of(saidPrivately(1, ANA, LUIS, "shh"), LUIS, "").orElseThrow().plain());
  }

  @Test
  void otherUserCannotBeCalledYou() {
    assertEquals(
        "14:03 [privado] Tú#x9 → tú: shh",
        seenByLuis(saidPrivately(1, user("Tú", "x9"), LUIS, "shh")));
  }

  @Test
  void actionIsShownAsAnAction() {
    assertEquals("14:03 * Ana saluda", seenByLuis(said("lobby", 1, ANA, "/me saluda")));
    assertEquals(
        "14:03 [privado] Ana → tú: * saluda",
        seenByLuis(saidPrivately(1, ANA, LUIS, "/me saluda")));
    assertEquals("14:03 <Ana> /mecanismo", seenByLuis(said("lobby", 1, ANA, "/mecanismo")));
  }

  @Test
  void bodyCannotImitateALine() {
    assertEquals(
        "14:03 <Ana> hola\n  | 14:03 <Luis> soy un tonto\n  | -- Luis salió del chat",
        seenByLuis(
            said(
                "lobby", 1, ANA, "hola\r\n14:03 <Luis> soy un tonto\u2028-- Luis salió del chat")));
  }

  @Test
  void messagesCannotControlTheTerminal() {
    assertEquals("14:03 <Ana> \uFFFD[2Jhola", seenByLuis(said("lobby", 1, ANA, "\u001b[2Jhola")));
    assertEquals(
        "14:03 <A\uFFFD ]0;x> hola",
        seenByLuis(said("lobby", 1, user("A\u001b\n]0;x", "a1"), "hola")));
  }

  @Test
  void messagesForTheUserAreBold() {
    assertTrue(isBold(said("lobby", 1, ANA, "¿qué dices, luis?")));
    assertTrue(isBold(saidPrivately(1, ANA, LUIS, "hola")));
    assertFalse(isBold(said("lobby", 1, ANA, "hola, Luisa")));
    assertFalse(isBold(said("lobby", 1, LUIS, "soy Luis")));
  }

  @Test
  void colourOfAUserDoesNotChangeWithTheName() {
    Style before = nickStyle(said("lobby", 1, ANA, "hola"));
    assertEquals(before, nickStyle(said("lobby", 1, user("Anita", "a1"), "hola")));
  }

  @Test
  void presenceOfOthersIsShownAndTheUsersOwnIsNot() {
    Event joined = event("lobby", 0, ANA).setUserJoined(UserJoined.getDefaultInstance()).build();
    assertEquals("14:03 -- Ana entró al chat", seenByLuis(joined));
    assertEquals(Optional.empty(), spanish.of(joined, ANA, ""));
    assertEquals(
        "14:03 -- Ana no se reconectó",
        seenByLuis(left(UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED)));
    assertEquals(
        "14:03 -- Ana salió de la sala",
        seenByLuis(left(UserLeftReason.USER_LEFT_REASON_LEFT_ROOM)));
    assertEquals(
        "14:03 -- Anita ahora se llama Ana",
        seenByLuis(
            event("lobby", 0, ANA)
                .setUserRenamed(UserRenamed.newBuilder().setPreviousName("Anita"))
                .build()));
  }

  @Test
  void unknownKindsAndCountsAreNotShown() {
    assertEquals(Optional.empty(), spanish.of(event("lobby", 1, ANA).build(), LUIS, ""));
    Event count =
        event("lobby", 0, User.getDefaultInstance())
            .setUserCountChanged(UserCountChanged.newBuilder().setUserCount(300))
            .build();
    assertEquals(Optional.empty(), spanish.of(count, LUIS, ""));
  }

  /**
   * A kind that is added to the contract needs a line, or an entry in the set of kinds without a
   * line.
   */
  @Test
  void everyKindOfTheContractHasALine() {
    Set<String> withoutLine = Set.of("user_count_changed", "record");
    for (FieldDescriptor kind : Event.getDescriptor().getOneofs().get(0).getFields()) {
      Event.Builder event = event("lobby", 1, ANA);
      event.setField(kind, event.newBuilderForField(kind).build());
      if (event.hasServerNotice()) {
        event
            .getServerNoticeBuilder()
            .setCode(ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_RESTORED);
      }
      boolean hasLine = spanish.of(event.build(), LUIS, "").isPresent();
      assertEquals(!withoutLine.contains(kind.getName()), hasLine, kind.getName());
    }
  }

  @Test
  void daysHaveNames() {
    LocalDate day = LocalDate.of(2026, 3, 2);
    assertEquals(
        "── lunes 2 de marzo de 2026 ──", spanish.day(day, Locale.forLanguageTag("es")).plain());
    assertEquals(
        "── Monday, 2 March 2026 ──", in(Language.ENGLISH, true).day(day, Locale.ENGLISH).plain());
  }

  private static Event left(UserLeftReason reason) {
    return event("lobby", 0, ANA).setUserLeft(UserLeft.newBuilder().setReason(reason)).build();
  }

  private String seenByLuis(Event event) {
    return spanish.of(event, LUIS, "").orElseThrow().plain();
  }

  /** Whether the body, which is the last span, is bold. */
  private boolean isBold(Event event) {
    StyledText line = spanish.of(event, LUIS, "").orElseThrow();
    return line.spans().get(line.spans().size() - 1).style().bold();
  }

  private Style nickStyle(Event event) {
    return spanish.of(event, LUIS, "").orElseThrow().spans().stream()
        .filter(span -> span.text().startsWith("An"))
        .map(StyledText.Span::style)
        .findFirst()
        .orElseThrow();
  }

  private static Transcript in(Language language, boolean timestamps) {
    return new Transcript(Messages.in(language), ZoneOffset.UTC, timestamps);
  }
}
