package chat.charla.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLinesTest {
  private static final User ANA = user("Ana", "a1");
  private static final User LUIS = user("Luis", "l1");

  private final EventLines lines = new EventLines(Messages.in(Language.SPANISH));

  @Test
  void publicMessage() {
    assertEquals("<Ana>: Holaaaa :D", seenByLuis(said(ANA, "Holaaaa :D")));
  }

  @Test
  void privateMessageFromTheOtherAndFromOneself() {
    assertEquals("<Mensaje privado de: Ana>: shh", seenByLuis(whispered(ANA, LUIS)));
    assertEquals("<Mensaje privado para: Ana>: shh", seenByLuis(whispered(LUIS, ANA)));
    assertEquals("<Mensaje privado de: Luis>: shh", seenByLuis(whispered(LUIS, LUIS)));
  }

  @Test
  void bodyCannotForgeALine() {
    assertEquals(
        "<Ana>: hola\n  | <Luis>: soy un tonto\n  | -- Luis salió del chat",
        seenByLuis(said(ANA, "hola\r\n<Luis>: soy un tonto\u2028-- Luis salió del chat")));
  }

  @Test
  void nobodyCommandsTheTerminal() {
    assertEquals("<Ana>: \uFFFD[2Jhola", seenByLuis(said(ANA, "\u001b[2Jhola")));
    assertEquals("<A\uFFFD ]0;x>: hola", seenByLuis(said(user("A\u001b\n]0;x", "a1"), "hola")));
  }

  @Test
  void comingAndGoingOfOthersIsToldAndOnesOwnIsNot() {
    Event.Builder joined = Event.newBuilder().setUserJoined(UserJoined.getDefaultInstance());
    assertEquals("-- Ana entró al chat", seenByLuis(joined.setActor(ANA).build()));
    assertEquals(Optional.empty(), lines.of(joined.setActor(LUIS).build(), LUIS.getId()));
    UserLeft expired =
        UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED).build();
    assertEquals(
        "-- Ana no volvió",
        seenByLuis(Event.newBuilder().setActor(ANA).setUserLeft(expired).build()));
  }

  @Test
  void unknownKindIsSteppedOver() {
    assertEquals(
        Optional.empty(), lines.of(Event.newBuilder().setActor(ANA).build(), LUIS.getId()));
  }

  @Test
  void gapTellsHowManyAreMissing() {
    Gap gap =
        Gap.newBuilder()
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setFirstMissingSequence(5)
            .setLastMissingSequence(16)
            .build();
    assertEquals("-- Faltan 12 mensajes: el servidor ya no los conserva", lines.gap(gap));
  }

  @Test
  void usersStandInColumns() {
    assertEquals(
        """
        <Servidor>:\s
        Los usuarios disponibles son
        Usuario         Identificador
        Ana             a1
        Maximiliano-11  m1""",
        lines.users(List.of(present(ANA), present(user("Maximiliano-11", "m1")))));
  }

  private String seenByLuis(Event event) {
    return lines.of(event, LUIS.getId()).orElseThrow();
  }

  private static Event said(User author, String text) {
    return Event.newBuilder()
        .setRoom("lobby")
        .setSequence(1)
        .setActor(author)
        .setMessagePosted(MessagePosted.newBuilder().setText(text))
        .build();
  }

  private static Event whispered(User author, User recipient) {
    return Event.newBuilder()
        .setSequence(1)
        .setActor(author)
        .setMessagePosted(MessagePosted.newBuilder().setText("shh").setRecipient(recipient))
        .build();
  }

  private static PresentUser present(User user) {
    return PresentUser.newBuilder().setUser(user).build();
  }

  private static User user(String name, String id) {
    return User.newBuilder().setName(name).setId(id).build();
  }
}
