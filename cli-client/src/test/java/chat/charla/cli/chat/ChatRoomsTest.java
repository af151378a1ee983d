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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.state.Room;
import chat.charla.client.CallFailure;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import chat.charla.v1.UserBack;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import chat.charla.v1.UserReconnecting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The chat shows the current room, and counts the unread messages of the other rooms. In virtual
 * time.
 */
class ChatRoomsTest {
  @Test
  void messagesOfAnotherRoomAreOnlyCountedUntilTheUserSwitches() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.reads().receives(said("dev", 1, LUIS, "uno"), said("dev", 2, LUIS, "dos, ana"));
    assertEquals(List.of(), ana.console.rest());
    assertTrue(ana.console.status().contains(" · sin leer: dev:2! · "), ana.console.status());
    ana.types("/room DEV");
    assertEquals(
        List.of(
            "-- Estás en la sala dev.",
            "── 2 mensajes sin leer ──",
            "14:03 <Luis> uno",
            "14:03 <Luis> dos, ana"),
        ana.console.rest());
    assertEquals("[dev] <Ana>: ", ana.console.prompt());
    assertFalse(ana.console.status().contains("sin leer"));
    ana.types("aquí");
    assertEquals("dev", ana.server.nextCommand().getSendMessage().getRoom());
    ana.types("/room lobby").reads().receives(said("dev", 3, LUIS, "tres"));
    ana.types("/room dev");
    assertEquals(
        List.of(
            "-- Estás en la sala dev.",
            "14:03 <Luis> uno",
            "14:03 <Luis> dos, ana",
            "── 1 mensaje sin leer ──",
            "14:03 <Luis> tres"),
        ana.console.rest());
  }

  @Test
  void aRoomThatTheUserEntersWithAnotherProgramDoesNotBecomeTheCurrentRoom() {
    Scene ana = Scene.person().starts().opens(timeline("lobby", 0, 0)).reads();
    ana.entersElsewhere("dev").receives(said("dev", 1, LUIS, "uno"));
    assertEquals(
        List.of("14:03 -- Entraste en la sala dev con otro programa."), ana.console.rest());
    assertEquals("<Ana>: ", ana.console.prompt());
    ana.types("/room dev");
    assertEquals(
        List.of("-- Estás en la sala dev.", "── 1 mensaje sin leer ──", "14:03 <Luis> uno"),
        ana.console.rest());
  }

  @Test
  void aUserWhoLeavesTheCurrentRoomWithAnotherProgramIsInTheLobby() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("/room dev").reads().leavesElsewhere("dev");
    assertEquals(
        List.of("14:03 -- Saliste de la sala dev con otro programa.", "-- Estás en la sala lobby."),
        ana.console.rest());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  /**
   * The server sends {@code UserBack} to every member, also to members that did not get {@code
   * UserReconnecting}.
   */
  @Test
  void returnIsShownOnlyAfterAShownLoss() {
    Event lost =
        event("lobby", 0, LUIS).setUserReconnecting(UserReconnecting.getDefaultInstance()).build();
    Event back = event("lobby", 0, LUIS).setUserBack(UserBack.getDefaultInstance()).build();
    Scene ana = Scene.person().starts().opens(timeline("lobby", 0, 0)).reads();

    ana.receives(back);
    assertEquals(List.of(), ana.console.rest());
    ana.receives(lost, back, back);

    List<String> shown = ana.console.rest();
    assertEquals(2, shown.size(), shown::toString);
    assertTrue(shown.get(1).contains("Luis volvió"), shown::toString);
  }

  /** The server sends {@code UserJoined} for a join as well as for a return to the lobby. */
  @Test
  void returnToTheLobbyIsNotAJoin() {
    Scene ana = Scene.person().joins();
    ana.receives(joined(LUIS), leftLobby(LUIS), joined(LUIS), left(LUIS), joined(LUIS));
    assertEquals(
        List.of(
            "14:03 -- Luis entró al chat",
            "14:03 -- Luis salió de la sala",
            "14:03 -- Luis entró en la sala",
            "14:03 -- Luis salió del chat",
            "14:03 -- Luis entró al chat"),
        ana.console.rest());
  }

  @Test
  void userWhoLeftTheLobbyAndThenTheChatJoinsTheChatAgain() {
    Scene ana = Scene.person();
    ana.server.lists(ANA);
    ana.starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    Event expired =
        event("dev", 0, LUIS)
            .setUserLeft(
                UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED))
            .build();
    Event inDev = event("dev", 0, LUIS).setUserJoined(UserJoined.getDefaultInstance()).build();
    ana.receives(joined(LUIS), leftLobby(LUIS), expired, inDev).reads().receives(joined(LUIS));
    assertEquals(List.of("14:03 -- Luis entró al chat"), ana.console.rest());
    // This time Ana is offline when Luis leaves the chat. The list of users shows that he has left.
    ana.receives(leftLobby(LUIS))
        .losesConnection()
        .types("")
        .opens(timeline("lobby", 0, 0))
        .reads();
    assertEquals(List.of("14:03 -- Luis entró al chat"), ana.receives(joined(LUIS)).console.rest());
  }

  private static Event leftLobby(User user) {
    return event("lobby", 0, user)
        .setUserLeft(UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEFT_ROOM))
        .build();
  }

  @Test
  void eventOfANewerKindDoesNotCountAsAReturn() {
    Event lost =
        event("lobby", 0, LUIS).setUserReconnecting(UserReconnecting.getDefaultInstance()).build();
    Event back = event("lobby", 0, LUIS).setUserBack(UserBack.getDefaultInstance()).build();
    Scene ana = Scene.person().starts().opens(timeline("lobby", 0, 0)).reads();

    ana.receives(lost, event("lobby", 1, LUIS).build(), back);

    List<String> shown = ana.console.rest();
    assertEquals(2, shown.size(), shown::toString);
    assertTrue(shown.get(1).contains("Luis volvió"), shown::toString);
  }

  @Test
  void unreadMessagesThatAreNotKeptAreCounted() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    for (int i = 1; i <= Room.KEPT + 7; i++) {
      ana.receives(said("dev", i, LUIS, "m" + i));
    }
    List<String> shown = ana.reads().types("/room dev").console.rest();
    assertEquals("── 207 mensajes sin leer ──", shown.get(1));
    assertEquals("-- Los primeros 7 no se muestran; usa /history para verlos.", shown.get(2));
    assertEquals("14:03 <Luis> m8", shown.get(3));
    assertEquals("14:03 <Luis> m207", shown.get(shown.size() - 1));
  }

  @Test
  void oneUnreadMessageThatIsNotKeptIsMentioned() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    for (int i = 1; i <= Room.KEPT + 1; i++) {
      ana.receives(said("dev", i, LUIS, "m" + i));
    }
    List<String> shown = ana.reads().types("/room dev").console.rest();
    assertEquals("-- El primero no se muestra; usa /history para verlo.", shown.get(2));
  }

  @Test
  void gapInAnotherTimelineNamesThatTimeline() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.reads().gap("dev", 1, 3).gap("", 1, 1);
    assertEquals(
        List.of(
            "── [dev] faltan 3 mensajes: el servidor ya no los conserva ──",
            "── [privado] falta 1 mensaje: el servidor ya no lo conserva ──"),
        ana.console.rest());
  }

  @Test
  void fewerUnreadMessagesAreKeptIfTheyAreLong() {
    String text = "x".repeat(Room.KEPT_BYTES / 10);
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    for (int i = 1; i <= 20; i++) {
      ana.receives(said("dev", i, LUIS, i + text));
    }
    List<String> shown = ana.reads().types("/room dev").console.rest();
    assertEquals("── 20 mensajes sin leer ──", shown.get(1));
    assertEquals("-- Los primeros 11 no se muestran; usa /history para verlos.", shown.get(2));
    assertEquals("14:03 <Luis> 12" + text, shown.get(3));
    assertEquals("14:03 <Luis> 20" + text, shown.get(shown.size() - 1));
  }

  @Test
  void privateMessagesAreShownInEveryRoom() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("/room dev").reads().receives(saidPrivately(1, LUIS, ANA, "psst"));
    assertEquals(List.of("14:03 [privado] Luis → tú: psst"), ana.console.rest());
  }

  @Test
  void ownMessageOfThePreviousRoomIsLabelled() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("hola").types("/room dev").reads();
    assertEquals(List.of("… [lobby] hola"), ana.console.pending());
    ConverseRequest sent = ana.server.nextCommand();
    ana.posts(sent, 1).accepts(sent, 1);
    assertEquals(List.of("14:03 [lobby] <Ana> hola"), ana.console.rest());
    assertFalse(ana.console.status().contains("sin leer"));
  }

  @Test
  void joiningSwitchesToTheRoomAndLeavingSwitchesBack() {
    Scene ana = Scene.person().joins().types("/join Dev");
    ana.enters(ana.server.nextCommand(), "dev");
    assertEquals(List.of("-- Estás en la sala dev."), ana.console.rest());
    assertEquals("[dev] <Ana>: ", ana.console.prompt());
    ana.types("/leave").leaves(ana.server.nextCommand(), "dev", 0);
    assertEquals(
        List.of("-- Saliste de la sala dev.", "-- Estás en la sala lobby."), ana.console.rest());
    ana.types("/leave").leaves(ana.server.nextCommand(), "lobby", 0).reads().types("hola?");
    assertEquals(
        List.of("-- No estás en ninguna sala: entra en una con /join."), ana.console.rest());
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void errorsAboutARoomNameTheRoom() {
    Scene ana = Scene.person().joins().types("/join dev");
    ana.enters(ana.server.nextCommand(), "dev").reads().types("hola");
    ana.refuses(ana.server.nextCommand(), ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    assertEquals("14:03 ✗ No se envió «hola»: No estás en la sala «dev».", ana.console.next());
    ana.types("/history 5").server.history().answer().onFailure(damaged());
    assertEquals(
        "-- /history 5 no se ejecutó: Los datos guardados de la sala «dev» están dañados:"
            + " solo quien administra el servidor puede repararlos.",
        ana.waits(Duration.ZERO).console.next());
    ana.types("/leave");
    ana.refuses(ana.server.nextCommand(), ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    assertEquals(
        "-- No se pudo entrar o salir de la sala «dev»: Esa sala no existe.", ana.console.next());
  }

  private static CallFailure damaged() {
    return Scene.refusal(ErrorReason.ERROR_REASON_ROOM_DAMAGED, Map.of());
  }

  @Test
  void usersAreCountedInAllRooms() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS, user("Eva", "e1"));
    ana.starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.receives(
        event("dev", 0, LUIS)
            .setUserLeft(UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEFT_ROOM))
            .build());
    ana.types("/room dev");
    assertTrue(ana.console.status().contains(" · 2 usuarios · "), ana.console.status());
  }

  @Test
  void lobbyBecomesCurrentIfTheUserIsNoLongerInTheCurrentRoom() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("/room dev").losesConnection().types("").reads().opens(timeline("lobby", 0, 0));
    assertTrue(ana.console.rest().contains("-- Estás en la sala lobby."));
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void switchingDoesNotEnterARoom() {
    Scene ana = Scene.person().joins().types("/room dev");
    assertEquals(List.of("-- No estás en la sala «dev». Entra con /join."), ana.console.rest());
    assertFalse(ana.server.hasCommand());
  }
}
