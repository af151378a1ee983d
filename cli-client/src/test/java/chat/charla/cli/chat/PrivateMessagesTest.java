package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.event;
import static chat.charla.cli.chat.Scene.joined;
import static chat.charla.cli.chat.Scene.left;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.saidPrivately;
import static chat.charla.cli.chat.Scene.timeline;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import chat.charla.v1.UserRenamed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Private messages reach their recipient even if users change their names. In virtual time. */
class PrivateMessagesTest {
  @Test
  void queryFollowsTheUserNotTheName() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/query luis").types("hola");
    assertEquals("[privado Luis] <Ana>: ", ana.console.prompt());
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
    ana.reads()
        .receives(
            event("lobby", 0, user("Lucho", "l1"))
                .setUserRenamed(UserRenamed.newBuilder().setPreviousName("Luis"))
                .build());
    assertEquals("[privado Lucho] <Ana>: ", ana.console.prompt());
    ana.receives(joined(user("Luis", "otro"))).types("sigues ahí?");
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
    ana.reads().receives(left(user("Lucho", "l1")));
    assertEquals(
        List.of(
            "14:03 -- Lucho se fue. Lo que escribas seguirá yendo solo a ese usuario; /query vuelve"
                + " a la sala."),
        ana.console.rest());
    ana.types("/query").types("a todos");
    assertEquals("lobby", ana.server.nextCommand().getSendMessage().getRoom());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void enteringARoomEndsTheQueryAndSaysSo() {
    Scene ana = queriesLuis().types("/join dev");
    ana.enters(ana.server.nextCommand(), "dev");
    assertEquals(
        List.of(
            "-- Lo que escribas ahora va a la sala dev, ya no a Luis.", "-- Estás en la sala dev."),
        ana.console.rest());
    ana.types("hola, dev");
    assertEquals("dev", ana.server.nextCommand().getSendMessage().getRoom());
  }

  @Test
  void switchingToARoomEndsTheQueryAndSaysSo() {
    Scene ana = queriesLuis().types("/room lobby");
    assertEquals(
        List.of(
            "-- Lo que escribas ahora va a la sala lobby, ya no a Luis.",
            "-- Estás en la sala lobby."),
        ana.console.rest());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  /** What Ana types to Luis must not reach the room that she asked to enter before. */
  @Test
  void enteringARoomDoesNotEndAQueryThatBeganAfterTheCommand() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/join dev").types("/query luis").reads();
    ana.enters(ana.server.nextCommand(), "dev");
    assertEquals(
        List.of(
            "-- Estás en la sala dev.",
            "-- Lo que escribas sigue yendo solo a Luis; /query vuelve a la sala."),
        ana.console.rest());
    ana.types("solo para ti");
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
    ana.reads().types("/query");
    assertEquals(List.of("-- Lo que escribas ahora va a la sala dev."), ana.console.rest());
  }

  @Test
  void leavingARoomKeepsTheQueryAndSaysSo() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("/room dev").types("/query luis").reads().types("/leave");
    ana.leaves(ana.server.nextCommand(), "dev", 0);
    assertEquals(
        List.of(
            "-- Saliste de la sala dev.",
            "-- Estás en la sala lobby.",
            "-- Lo que escribas sigue yendo solo a Luis; /query vuelve a la sala."),
        ana.console.rest());
    ana.types("sigues ahí?");
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
  }

  @Test
  void endOfTheQueryIsReportedEvenIfTheUserIsInNoRoom() {
    Scene ana = queriesLuis().types("/leave");
    ana.leaves(ana.server.nextCommand(), "lobby", 0).reads().types("/query");
    assertEquals(
        List.of("-- No estás en ninguna sala: entra en una con /join."), ana.console.rest());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void endOfTheIdentityEndsTheQueryAndSaysSo() {
    Scene ana = queriesLuis().streamEnds(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Map.of());
    assertTrue(
        ana.console
            .everything()
            .contains("-- Lo que escribas ahora va a la sala lobby, ya no a Luis."),
        () -> ana.console.everything().toString());
  }

  private static Scene queriesLuis() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    return ana.joins().types("/query luis").reads();
  }

  @Test
  void queryWithAnUnknownUserIsRefused() {
    Scene ana = Scene.person().joins().types("/query Nadie");
    assertEquals(List.of("-- Usuario no conectado: «Nadie»"), ana.console.rest());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void queryIsPossibleWithAnAccountThatHasWrittenAndIsNotConnected() {
    Scene ana = Scene.person();
    ana.server.lists(ANA);
    User account = LUIS.toBuilder().setKind(UserKind.USER_KIND_ACCOUNT).build();
    ana.joins().receives(said("lobby", 1, account, "hola"), left(account)).reads();
    ana.types("/query luis").types("cuando vuelvas");
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
  }

  /**
   * Only the server knows whether there is such an account. After its answer, the query uses the id
   * of the account.
   */
  @Test
  void queryWithAnUnknownUserUsesTheNameUntilTheServerHasFoundTheAccount() {
    Scene ana = Scene.person();
    ana.server.hasAccounts();
    ana.server.lists(ANA);
    ana.joins().types("/query luis").types("hola").types("sigues ahí?");
    assertEquals(
        List.of(
            "-- luis no está aquí. Lo que escribas ahora va solo a la cuenta con ese nombre, si"
                + " existe. /query vuelve a la sala."),
        ana.console.rest());
    assertEquals("[privado luis] <Ana>: ", ana.console.prompt());
    ConverseRequest first = ana.server.nextCommand();
    assertEquals("luis", first.getSendMessage().getUserName());
    assertEquals("luis", ana.server.nextCommand().getSendMessage().getUserName());
    ana.receives(saidPrivately(1, ANA, LUIS, "hola")).types("por fin");
    assertEquals("[privado Luis] <Ana>: ", ana.console.prompt());
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
  }

  @Test
  void messageForAnAccountThatIsNotConnectedWaits() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins();
    User eva = user("Eva", "e1");
    assertEquals(
        List.of("14:03 [privado] tú → Luis: hola"), sendsPrivately(ana, "/msg Luis hola", LUIS, 1));
    assertEquals(
        List.of(
            "14:03 [privado] tú → Eva: hola",
            "-- Eva no tiene conexión y recibirá el mensaje más tarde."),
        sendsPrivately(ana, "/msg Eva hola", eva, 2));
  }

  /** Sends a private message, and returns what is shown when the server has stored it. */
  private static List<String> sendsPrivately(
      Scene ana, String line, User recipient, long sequence) {
    ConverseRequest command = ana.types(line).server.nextCommand();
    Event event = saidPrivately(sequence, ANA, recipient, "hola");
    MessagePosted.Builder message =
        event.getMessagePosted().toBuilder()
            .setClientMessageId(command.getSendMessage().getClientMessageId());
    ana.receives(event.toBuilder().setMessagePosted(message).build());
    return ana.console.rest();
  }

  @Test
  void replyGoesToTheLastAuthorById() {
    Scene ana = Scene.person().joins().types("/reply hola");
    assertEquals(List.of("-- No hay un mensaje privado que responder."), ana.console.rest());
    ana.receives(saidPrivately(1, LUIS, ANA, "psst")).types("/r qué?");
    ConverseRequest answer = ana.server.nextCommand();
    assertEquals("l1", answer.getSendMessage().getUserId());
    assertEquals("qué?", answer.getSendMessage().getText());
  }
}
