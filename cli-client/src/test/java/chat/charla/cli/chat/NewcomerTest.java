package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.joined;
import static chat.charla.cli.chat.Scene.left;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.timeline;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The chat introduces a room that the user has entered. In virtual time. */
class NewcomerTest {
  private static final String HINTS =
      "-- /help: comandos · Tab: completa nombres · /history: mensajes anteriores";
  private static final ListMessagesResponse OLD =
      ListMessagesResponse.newBuilder()
          .addEvents(said("lobby", 1, LUIS, "uno"))
          .addEvents(said("lobby", 2, LUIS, "dos"))
          .build();

  @Test
  void newcomerSeesTheLastMessagesWhoIsThereAndHints() {
    Scene ana = Scene.newcomer();
    ana.server.lists(LUIS, ANA, user("Eva", "e1"));
    ana.starts().reads().opens(timeline("lobby", 2, 2), timeline("", 0, 0));
    assertEquals(List.of(), ana.console.rest());
    assertEquals(20, ana.server.history().request().getPageSize());
    assertEquals(3, ana.server.history().request().getBeforeSequence());
    ana.server.history().answer().onSuccess(OLD);
    ana.waits(Duration.ZERO);
    assertEquals(
        List.of(
            "── últimos mensajes de lobby ──",
            "14:03 <Luis> uno",
            "14:03 <Luis> dos",
            "-- Aquí, además de ti: Eva, Luis",
            HINTS),
        ana.console.rest());
  }

  @Test
  void chatSaysThatNoOtherUserIsInTheRoom() {
    Scene ana = Scene.newcomer();
    ana.server.lists(ANA);
    ana.starts().reads().opens(timeline("lobby", 0, 0), timeline("", 0, 0));
    assertEquals(List.of("-- No hay nadie más aquí por ahora.", HINTS), ana.console.rest());
  }

  @Test
  void onlySomeOfManyUsersAreNamed() {
    Scene ana = Scene.newcomer();
    User[] many =
        IntStream.range(0, 12).mapToObj(n -> user("u" + (n + 10), "i" + n)).toArray(User[]::new);
    ana.server.lists(many);
    ana.starts().reads().opens(timeline("lobby", 0, 0).toBuilder().setUserCount(500).build());
    assertEquals(
        "-- Aquí, además de ti: u10, u11, u12, u13, u14, u15, u16, u17, u18, u19 y 489 más",
        ana.console.next());
  }

  @Test
  void newMessagesAreShownAfterTheOldOnes() {
    Scene ana = Scene.newcomer();
    ana.server.lists(LUIS, ANA);
    ana.starts().reads().opens(timeline("lobby", 2, 2)).receives(said("lobby", 3, LUIS, "tres"));
    assertEquals(List.of(), ana.console.rest());
    ana.server.history().answer().onSuccess(OLD);
    ana.waits(Duration.ZERO);
    List<String> shown = ana.console.rest();
    assertEquals(
        List.of("14:03 <Luis> uno", "14:03 <Luis> dos", "14:03 <Luis> tres"),
        shown.stream().filter(line -> line.contains("<Luis>")).toList());
    assertEquals("14:03 <Luis> tres", shown.get(shown.size() - 1));
  }

  @Test
  void userWhoJoinsDuringTheIntroductionIsShownOnce() {
    Scene ana = Scene.newcomer();
    ana.server.lists(LUIS, ANA);
    ana.starts().reads().opens(timeline("lobby", 2, 2)).receives(joined(LUIS));
    ana.server.history().answer().onSuccess(OLD);
    List<String> shown = ana.waits(Duration.ZERO).console.rest();
    assertEquals(List.of("-- Aquí, además de ti: Luis", HINTS), shown.subList(3, shown.size()));
    ana.receives(left(LUIS), joined(LUIS));
    assertEquals(
        List.of("14:03 -- Luis salió del chat", "14:03 -- Luis entró al chat"), ana.console.rest());
  }

  @Test
  void manyNewMessagesDoNotWaitForTheOldOnes() {
    Scene ana = Scene.newcomer();
    ana.starts().reads().opens(timeline("lobby", 2, 2));
    for (int sequence = 3; sequence <= 300; sequence++) {
      ana.receives(said("lobby", sequence, LUIS, "m" + sequence));
    }
    assertEquals(298, ana.console.rest().size());
    ana.server.history().answer().onSuccess(OLD);
    assertEquals(List.of(), ana.waits(Duration.ZERO).console.rest());
  }

  @Test
  void enteredRoomIsIntroducedWithoutHints() {
    Scene ana = Scene.newcomer();
    ana.server.lists(ANA);
    ana.joins().types("/join dev");
    ana.enters(ana.server.nextCommand(), "dev");
    assertEquals(
        List.of("-- Estás en la sala dev.", "-- No hay nadie más aquí por ahora."),
        ana.console.rest());
  }

  @Test
  void reconnectingDoesNotRepeatTheIntroduction() {
    Scene ana = Scene.newcomer();
    ana.server.lists(ANA);
    ana.joins().losesConnection().types("").reads().opens(timeline("lobby", 0, 0));
    assertEquals(List.of("14:03 -- Conectado de nuevo"), ana.console.rest());
  }
}
