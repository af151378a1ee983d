package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.process.Clients;
import chat.charla.server.process.LogPages;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.SendMessageRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Ana sends messages in the lobby, and private messages to Luis. Eve, the third member of the
 * lobby, must not receive the private ones.
 */
final class SecretMessages {
  private final Secrets secrets;
  private final Leaks leaks;
  private final String privateText;
  private final String privateTextId;
  private final String lobbyText;
  private final String lobbyTextId;
  private final String commandId;
  private final String joinId;
  private final RawClient ana;
  private final RawClient luis;
  private final RawClient eve;
  private final RawStream evesStream;
  private final RawStream anasStream;
  private final RawStream luisStream;

  /** Lets Ana, Luis and Eve join, and opens their streams. */
  SecretMessages(Secrets secrets, Leaks leaks, Clients clients) {
    this.secrets = secrets;
    this.leaks = leaks;
    privateText = secrets.create(Leaks.PRIVATE_TEXT);
    privateTextId = secrets.create(Leaks.PRIVATE_ID);
    lobbyText = secrets.create(Leaks.PUBLIC_TEXT);
    lobbyTextId = secrets.create(Leaks.PUBLIC_ID);
    commandId = secrets.create("request_id of a command");
    joinId = secrets.add("request_id of a Join", UUID.randomUUID().toString());
    ana = join(clients, "Ana", joinId);
    luis = join(clients, "Luis", UUID.randomUUID().toString());
    eve = join(clients, "Eve", UUID.randomUUID().toString());
    evesStream = eve.converse();
    anasStream = ana.converse();
    luisStream = luis.converse();
  }

  private RawClient join(Clients clients, String name, String requestId) {
    RawClient stranger = clients.connect();
    JoinRequest request = JoinRequest.newBuilder().setName(name).setRequestId(requestId).build();
    RawClient joined = stranger.as(stranger.calls().join(request));
    secrets.add("token of " + name, joined.token());
    assertEquals(joined.session(), stranger.calls().join(request), "a repeated Join");
    assertEquals(
        joined.user(),
        joined.calls().join(JoinRequest.newBuilder().setName(name).build()).getSelf());
    return joined;
  }

  RawClient ana() {
    return ana;
  }

  /** Sends secrets in valid requests, and in some that the server has to refuse. */
  void send() {
    SendMessageRequest.Builder toLobby =
        SendMessageRequest.newBuilder()
            .setRoom("lobby")
            .setText(lobbyText)
            .setClientMessageId(lobbyTextId);
    SendMessageRequest.Builder toLuis =
        SendMessageRequest.newBuilder()
            .setUserId(luis.id())
            .setText(privateText + " in a call")
            .setClientMessageId(privateTextId);
    assertFalse(ana.calls().sendMessage(toLobby.build()).getDuplicate());
    assertFalse(ana.calls().sendMessage(toLuis.build()).getDuplicate());
    assertTrue(ana.calls().sendMessage(toLuis.build()).getDuplicate());
    leaks.searchRefusalOf(
        () -> ana.calls().sendMessage(toLuis.setText("another text for " + privateText).build()));
    leaks.searchRefusalOf(() -> ana.calls().sendMessage(toLuis.setUserName("Nobody-" + 1).build()));
    leaks.searchRefusalOf(
        () -> ana.calls().sendMessage(toLuis.setText(privateText.repeat(1000)).build()));
    leaks.searchRefusalOf(() -> ana.calls().sendMessage(toLuis.clearTarget().build()));
    int number = 0;
    for (SendMessageRequest.Builder message :
        List.of(
            SendMessageRequest.newBuilder().setRoom("lobby").setText(lobbyText + " in a stream"),
            SendMessageRequest.newBuilder()
                .setUserName("luis")
                .setText(privateText + " in a stream"),
            SendMessageRequest.newBuilder().setUserName("nobody").setText(privateText),
            SendMessageRequest.newBuilder().setUserId("nobody").setText(privateText),
            SendMessageRequest.newBuilder().setRoom("no-such-room").setText(lobbyText),
            SendMessageRequest.newBuilder().setRoom("lobby").setText(lobbyText.repeat(1000)))) {
      String id = commandId + number++;
      anasStream.send(id, message.build());
      assertTrue(anasStream.result(id).isInitialized());
    }
    assertFalse(LogPages.all(luis, "").isEmpty());
    luisStream.message(privateText + " in a stream");
  }

  /**
   * The disk refuses writes. The server logs the failure; the log must not contain the data of the
   * failed write.
   */
  void failTheDisk(Path data) throws SQLException {
    try (Connection disk = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = disk.createStatement()) {
      for (String table : List.of("entries", "identities")) {
        statement.execute(
            "CREATE TRIGGER full BEFORE INSERT ON %s BEGIN SELECT RAISE(ABORT, 'full'); END"
                .formatted(table));
        leaks.searchRefusalOf(() -> ana.sendPrivately(luis, privateText));
        leaks.searchRefusalOf(() -> ana.say(lobbyText));
        leaks.searchRefusalOf(
            () ->
                luis.calls()
                    .join(JoinRequest.newBuilder().setName("Lu").setRequestId(joinId).build()));
        leaks.searchRefusalOf(
            () ->
                luis.withToken("")
                    .calls()
                    .join(JoinRequest.newBuilder().setName("New").setRequestId(joinId).build()));
        statement.execute("DROP TRIGGER full");
      }
      statement.execute("ALTER TABLE entries RENAME TO elsewhere");
      leaks.searchRefusalOf(() -> LogPages.all(luis, ""));
      leaks.searchRefusalOf(() -> ana.sendPrivately(luis, privateText));
      statement.execute("ALTER TABLE elsewhere RENAME TO entries");
    }
    assertFalse(LogPages.all(luis, "").isEmpty());
  }

  /** Everything that Eve can read, without the lobby's messages. */
  String receivedByEve() {
    List<String> received = new ArrayList<>();
    evesStream.message(lobbyText);
    received.add(evesStream.frames().toString());
    received.add(LogPages.all(eve, "").toString());
    received.add(eve.calls().listUsers(ListUsersRequest.getDefaultInstance()).toString());
    received.add(eve.calls().listRooms(ListRoomsRequest.getDefaultInstance()).toString());
    received.add(eve.whoAmI().toString());
    try {
      received.add(eve.calls().join(JoinRequest.newBuilder().setName("Ana").build()).toString());
    } catch (StatusRuntimeException e) {
      received.add(e.getMessage() + e.getTrailers());
    }
    // Eve may read what is posted in the lobby.
    return String.join("\n", received).replaceAll(lobbyText + "|" + lobbyTextId, "");
  }
}
