package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.event;
import static chat.charla.cli.chat.Scene.refusal;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.timeline;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.RoomChanged;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Moderators change rooms and the roles and restrictions of members. In virtual time. */
class ModerationTest {
  private static final User EVA = user("Eva", "e1");

  @Test
  void aMuteNamesTheUserByIdAndSaysHowToUndoIt() {
    Scene ana = moderator();

    ana.types("/mute luis 1h spam");

    UpdateMemberRequest request = onlyChange(ana);
    assertEquals("lobby", request.getRoom());
    assertEquals("l1", request.getUserId());
    assertEquals(3600, request.getMute().getSeconds());
    assertEquals(ModerationReason.MODERATION_REASON_SPAM, request.getReason());
    assertEquals(
        List.of(
            "-- Luis puede leer, pero no escribir, hasta el 2026-03-02 15:03. Para deshacerlo:"
                + " /unmute Luis"),
        ana.console.rest());
  }

  @Test
  void everyCommandMakesItsChange() {
    Scene ana = moderator();
    ana.types("/mute Luis").types("/unmute Luis").types("/kick Luis abuse").types("/ban Luis");
    ana.types("/unban Luis").types("/role Luis reader");

    List<UpdateMemberRequest> changes = ana.server.hasRoles().memberChanges;
    assertEquals(600, changes.get(0).getMute().getSeconds());
    assertTrue(changes.get(1).hasMute() && changes.get(1).getMute().getSeconds() == 0);
    assertTrue(changes.get(2).getRemove() && !changes.get(2).hasBan());
    assertEquals(24 * 3600, changes.get(3).getBan().getSeconds());
    assertTrue(changes.get(4).hasBan() && changes.get(4).getBan().getSeconds() == 0);
    assertEquals(Role.ROLE_READER, changes.get(5).getRole());
    List<String> shown = ana.console.rest();
    assertEquals(6, shown.size(), shown::toString);
    assertTrue(shown.get(3).contains("/unban Luis"), shown::toString);
    assertTrue(shown.get(5).endsWith("/role Luis member"), shown::toString);
  }

  @Test
  void wrongWordsChangeNothing() {
    Scene ana = moderator();
    ana.types("/mute Luis mucho").types("/mute Luis 1h porque-sí").types("/role Luis jefe");
    ana.types("/mute").types("/slow 0s").types("/access nadie");

    assertEquals(List.of(), ana.server.hasRoles().memberChanges);
    assertEquals(List.of(), ana.server.hasRoles().roomChanges);
    List<String> shown = ana.console.rest();
    assertTrue(
        shown.get(0).startsWith("-- /mute: debe ser un tiempo de 1s a 3650d"), shown::toString);
    assertTrue(shown.get(1).contains("spam, abuse"), shown::toString);
    assertTrue(shown.get(2).contains("reader, guest, member, moderator o owner"), shown::toString);
    assertEquals("-- Uso: /mute NOMBRE [TIEMPO] [MOTIVO]", shown.get(3));
    assertTrue(shown.get(4).startsWith("-- /slow: "), shown::toString);
    assertTrue(shown.get(5).contains("public o accounts"), shown::toString);
  }

  @Test
  void aNameThatIsUnknownOrAmbiguousChangesNothing() {
    Scene ana = moderator();
    ana.server.hasRoles().has(user("Luis", "l2"), Role.ROLE_GUEST, true);
    ana.types("/kick nadie").types("/kick luis").types("/kick ana");

    assertEquals(List.of(), ana.server.hasRoles().memberChanges);
    assertEquals(
        List.of(
            "-- En la sala lobby no hay ningún miembro «nadie», ni ningún usuario con ese nombre que"
                + " tenga un rol o una restricción. /members muestra a ambos.",
            "-- Varios usuarios se llaman «luis». Escribe el identificador en lugar del nombre: l1,"
                + " l2",
            "-- Eso eres tú."),
        ana.console.rest());

    ana.types("/kick l2");
    assertEquals("l2", onlyChange(ana).getUserId());
  }

  /** A guest with the name of a banned guest is another user. */
  @Test
  void aBannedUserWhoIsAwayIsFound() {
    Scene ana = moderator();
    MemberState banned = MemberState.newBuilder().setBannedUntil(StubRooms.after(60)).build();
    ana.server.hasRoles().has(user("Luis", "l0"), banned, false);
    ana.types("/unban luis").types("/mute luis");

    List<UpdateMemberRequest> changes = ana.server.hasRoles().memberChanges;
    assertEquals("l0", changes.get(0).getUserId());
    assertEquals("l1", changes.get(1).getUserId());
  }

  @Test
  void anAuthorWhoHasLeftCanBeBanned() {
    Scene ana = moderator();
    ana.receives(said("lobby", 1, EVA, "compra ya")).reads().types("/ban eva 7d spam");

    assertEquals("e1", onlyChange(ana).getUserId());
  }

  @Test
  void refusalsAreExplained() {
    Scene ana = moderator();
    StubRooms rooms = ana.server.hasRoles();
    rooms.refuseNext(
        refusal(ErrorReason.ERROR_REASON_ROLE_TOO_LOW, Map.of("role", "ROLE_MODERATOR")));
    rooms.refuseNext(refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED, Map.of()));
    rooms.refuseNext(refusal(ErrorReason.ERROR_REASON_TOO_MANY_ROLES, Map.of("max_roles", "9")));
    ana.types("/mute luis").types("/role luis owner").types("/ban luis");

    assertEquals(
        List.of(
            "-- /mute luis no se ejecutó: Tu rol en esta sala es demasiado bajo: hace falta el rol"
                + " moderador o uno más alto.",
            "-- Luis es un invitado, y un invitado no puede tener un rol más alto que miembro.",
            "-- /ban luis no se ejecutó: En esta sala ya tienen un rol o una restricción todos los"
                + " usuarios que permite el servidor (9): quita uno antes."),
        ana.console.rest());
  }

  @Test
  void theTopicIsShownChangedAndChangedBack() {
    Scene ana = moderator();
    ana.types("/topic").types("/topic trenes y más").types("/topic barcos").types("/topic");

    assertEquals(
        List.of("topic"), ana.server.hasRoles().roomChanges.get(0).getUpdateMask().getPathsList());
    assertEquals(
        List.of(
            "-- La sala lobby: no tiene título, ni tema, ni límites",
            "-- Hecho. Para deshacerlo: /topic -",
            "-- Hecho. Para deshacerlo: /topic trenes y más",
            "-- La sala lobby: tema «barcos»"),
        ana.console.rest());
  }

  @Test
  void membersAreListedWithTheirRestrictions() {
    Scene ana = moderator();
    MemberState muted =
        MemberState.newBuilder()
            .setRole(Role.ROLE_GUEST)
            .setMutedUntil(StubRooms.after(60))
            .build();
    ana.server.hasRoles().has(EVA, muted, false);
    ana.types("/members");

    String shown = String.join("\n", ana.console.rest());
    assertTrue(shown.contains("Luis     miembro    l1"), shown);
    assertTrue(shown.contains("silenciado hasta el 2026-03-02 14:04"), shown);
  }

  @Test
  void changesOfOthersAreShownInTheirRoom() {
    Scene ana = Scene.person();
    ana.server.hasRoles();
    ana.joins();
    RoomSettings settings = RoomSettings.newBuilder().setTopic("trenes").build();
    Event changed =
        event("lobby", 1, LUIS)
            .setRoomChanged(RoomChanged.newBuilder().setSettings(settings))
            .build();
    RoomSettings slow =
        settings.toBuilder()
            .setSlowMode(com.google.protobuf.Duration.newBuilder().setSeconds(90))
            .build();
    Event slowed =
        event("lobby", 2, LUIS).setRoomChanged(RoomChanged.newBuilder().setSettings(slow)).build();
    ana.receives(changed, slowed, muted("lobby", 3, EVA, 600), unmuted(4, EVA));

    assertEquals(
        List.of(
            "14:03 -- Luis cambió la sala: tema «trenes»",
            "14:03 -- Luis cambió la sala: modo lento, un mensaje cada 1 min 30 s",
            "14:03 -- Luis silenció a Eva durante 10 min: spam",
            "14:03 -- Luis dejó de silenciar a Eva"),
        ana.console.rest());
  }

  @Test
  void aUserIsToldOfARestrictionInAnotherRoom() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.reads().receives(muted("dev", 1, EVA, 60), muted("dev", 2, ANA, 60));

    assertEquals(
        List.of(
            "14:03 -- [dev] Luis te silenció durante 1 min: aquí puedes leer, pero no escribir:"
                + " spam"),
        ana.console.rest());
  }

  @Test
  void aUserWhoIsRemovedIsToldByWhomAndWhy() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("/room dev").reads();
    MemberChanged.Builder removed =
        MemberChanged.newBuilder()
            .setUser(ANA)
            .setRemoved(true)
            .setReason(ModerationReason.MODERATION_REASON_OFF_TOPIC);
    ana.receives(event("dev", 1, LUIS).setMemberChanged(removed).build()).leavesElsewhere("dev");

    assertEquals(
        List.of(
            "14:03 -- Luis te echó de la sala: fuera de tema",
            "14:03 -- Ya no estás en la sala dev. /join dev vuelve a entrar.",
            "-- Estás en la sala lobby."),
        ana.console.rest());
  }

  @Test
  void aUserWhoIsBannedIsNotToldToEnterAgain() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.reads();
    MemberState banned = MemberState.newBuilder().setBannedUntil(StubRooms.after(3600)).build();
    MemberChanged.Builder change =
        MemberChanged.newBuilder().setUser(ANA).setState(banned).setRemoved(true);
    ana.receives(event("dev", 1, LUIS).setMemberChanged(change).build()).leavesElsewhere("dev");

    assertEquals(
        List.of(
            "14:03 -- [dev] Luis te expulsó de esta sala durante 1 h",
            "14:03 -- Ya no estás en la sala dev."),
        ana.console.rest());
  }

  @Test
  void titleAndTopicAreShownOnEntering() {
    Scene ana = Scene.newcomer();
    ana.server.hasRoles().settings =
        RoomSettings.newBuilder().setTitle("Trenes").setTopic("de vía estrecha").build();
    ana.starts().opens(timeline("lobby", 0, 0));

    String shown = String.join("\n", ana.console.rest());
    assertTrue(shown.contains("-- La sala lobby: título «Trenes»; tema «de vía estrecha»"), shown);
    ana.types("/room lobby");
    assertEquals(List.of("-- Estás en la sala lobby, «Trenes»."), ana.console.rest());
  }

  @Test
  void theUserIsToldHowLongSlowModeDelaysAMessage() {
    Scene ana = Scene.person().joins().types("hola").types("¿hay alguien?");
    ConverseRequest first = ana.server.nextCommand();
    ConverseRequest second = ana.server.nextCommand();

    ana.slows(first, 19).slows(second, 20);

    List<String> shown = ana.console.rest();
    assertEquals(1, shown.size(), shown::toString);
    assertTrue(
        shown.get(0).startsWith("14:03 -- Modo lento en lobby: tu mensaje se envía en "),
        shown::toString);
    ana.waits(Duration.ofSeconds(40));
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void anOlderServerRefusesTheCommands() {
    Scene ana = Scene.person().joins();
    ana.server.hasRoles().refuseNext(refusal(ErrorReason.ERROR_REASON_COMMAND_UNKNOWN, Map.of()));
    ana.types("/slow 20s");

    assertEquals(
        List.of("-- /slow 20s no se ejecutó: El servidor es demasiado antiguo para este comando."),
        ana.console.rest());
  }

  private static Scene moderator() {
    Scene ana = Scene.person();
    StubRooms rooms = ana.server.hasRoles();
    rooms.has(ANA, Role.ROLE_MODERATOR, true);
    rooms.has(LUIS, Role.ROLE_MEMBER, true);
    return ana.joins();
  }

  private static UpdateMemberRequest onlyChange(Scene scene) {
    List<UpdateMemberRequest> changes = scene.server.hasRoles().memberChanges;
    assertEquals(1, changes.size(), changes::toString);
    return changes.get(0);
  }

  private static Event muted(String room, long sequence, User user, long seconds) {
    MemberState state = MemberState.newBuilder().setMutedUntil(StubRooms.after(seconds)).build();
    return event(room, sequence, LUIS)
        .setMemberChanged(
            MemberChanged.newBuilder()
                .setUser(user)
                .setState(state)
                .setReason(ModerationReason.MODERATION_REASON_SPAM))
        .build();
  }

  private static Event unmuted(long sequence, User user) {
    return event("lobby", sequence, LUIS)
        .setMemberChanged(MemberChanged.newBuilder().setUser(user))
        .build();
  }
}
