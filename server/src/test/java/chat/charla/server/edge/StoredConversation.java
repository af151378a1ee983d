package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.ServerConfig;
import chat.charla.server.storage.sqlite.SqlDump;
import chat.charla.v1.Event;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.WhoAmIResponse;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The database that {@link StoredFormatGenerator} has made, and what clients saw of it: the
 * resources {@code format-N.sql} and {@code format-N.txt}. The generator sent the requests that are
 * declared below. Do not change them: the stored database contains their effects.
 *
 * <p>All its users are guests: it has no accounts, and so no invitations either.
 */
final class StoredConversation {
  static final JoinRequest ANA = join("Ana", "0a6e2c5e-3f5b-4d1c-8b57-6a1f0c9e2d01");
  static final JoinRequest BERTA = join("Berta", "0a6e2c5e-3f5b-4d1c-8b57-6a1f0c9e2d02");
  static final JoinRequest CARL = join("Carl", "0a6e2c5e-3f5b-4d1c-8b57-6a1f0c9e2d03");
  static final JoinRequest DORA = join("Dora", "0a6e2c5e-3f5b-4d1c-8b57-6a1f0c9e2d04");
  static final JoinRequest UNUSED = join("Emil", "0a6e2c5e-3f5b-4d1c-8b57-6a1f0c9e2d05");

  /** Two identities whose names look alike, one in Latin and one in Cyrillic letters. */
  static final JoinRequest LATIN = join("pace", "0a6e2c5e-3f5b-4d1c-8b57-6a1f0c9e2d06");

  /**
   * Joins as "cyrillic", because the present server refuses {@link #CYRILLIC_NAME}. The generator
   * then replaces the name in the database with {@code CYRILLIC_NAME}, which looks like the name of
   * {@link #LATIN}.
   */
  static final JoinRequest CYRILLIC = join("cyrillic", "0a6e2c5e-3f5b-4d1c-8b57-6a1f0c9e2d07");

  static final String CYRILLIC_NAME = "\u0440\u0430\u0441\u0435";

  static final SendMessageRequest TO_THE_LOBBY =
      message("said once in the lobby").setRoom("lobby").setClientMessageId("m1").build();
  static final SendMessageRequest TO_THE_KITCHEN =
      message("said once in the kitchen").setRoom("kitchen").setClientMessageId("m1").build();
  static final SendMessageRequest TO_BERTA =
      message("said once to Berta").setUserName("Bertha").setClientMessageId("m1").build();
  static final SendMessageRequest FROM_BERTA =
      message("said once by Berta").setRoom("kitchen").setClientMessageId("m1").build();

  /** A room that all its members have left. */
  static final String VACANT = "cellar";

  /** A room without messages, which all its members have left. */
  static final String EMPTY = "attic";

  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final int PAGE = 5;

  private final String sql;
  private final String seen;

  private StoredConversation(String sql, String seen) {
    this.sql = sql;
    this.seen = seen;
  }

  static StoredConversation of(int format) {
    return new StoredConversation(
        resource("format-%d.sql".formatted(format)), resource("format-%d.txt".formatted(format)));
  }

  /**
   * A server on the restored database. Nothing expires in it: the database may be many years old,
   * and by default an identity expires 30 days after its last call.
   */
  RunningServer start(Path data) throws IOException, SQLException {
    SqlDump.restore(sql, database(data));
    return RunningServer.with(data, StoredConversation::neverExpiring);
  }

  /**
   * Settings with which no identity expires, no lease ends, and the server never tells others that
   * a user has lost the stream.
   */
  static ServerConfig.Builder neverExpiring(ServerConfig.Builder config) {
    return config.nameLease(FOREVER).lossDelay(FOREVER).identityLifetime(FOREVER);
  }

  static Path database(Path data) {
    return data.resolve("charla.db");
  }

  /** The database, as SQL that creates it. */
  String sql() {
    return sql;
  }

  /** What clients saw. */
  List<String> seen() {
    return seen.lines().filter(line -> !line.startsWith("#") && !line.isEmpty()).toList();
  }

  /** The token that an identity had, by the name it joined with. */
  String token(JoinRequest identity) {
    return Objects.requireNonNull(tokens().get(identity.getName()));
  }

  Map<String, String> tokens() {
    Map<String, String> tokens = new LinkedHashMap<>();
    seen.lines()
        .map(line -> line.split(" "))
        .filter(words -> words[0].equals("token"))
        .forEach(words -> tokens.put(words[1], words[2]));
    return tokens;
  }

  /**
   * Returns lines as in {@code format-N.txt}: each token, and what a client with this token gets
   * from the server.
   */
  static List<String> see(RunningServer server, Map<String, String> tokens) {
    List<String> lines = new ArrayList<>();
    tokens.forEach(
        (name, token) -> {
          lines.add("token " + name + " " + token);
          if (!name.equals(DORA.getName())) {
            see(name, server.connect().withToken(token), lines);
          }
        });
    for (JoinRequest join : List.of(ANA, BERTA, CARL, UNUSED)) {
      var joined = server.connect().calls().join(join);
      lines.add(line(join.getName(), "Join again", joined.getSelf()));
      assertTrue(joined.getSessionToken().equals(tokens.get(join.getName())), join.getName());
    }
    for (SendMessageRequest send : List.of(TO_THE_LOBBY, TO_THE_KITCHEN, TO_BERTA)) {
      lines.add(sendAgain(server, ANA, send, tokens));
    }
    lines.add(sendAgain(server, BERTA, FROM_BERTA, tokens));
    return lines;
  }

  private static String sendAgain(
      RunningServer server,
      JoinRequest sender,
      SendMessageRequest send,
      Map<String, String> tokens) {
    String token = Objects.requireNonNull(tokens.get(sender.getName()));
    return line(
        sender.getName(),
        "SendMessage again",
        server.connect().withToken(token).calls().sendMessage(send));
  }

  private static void see(String name, RawClient client, List<String> lines) {
    WhoAmIResponse self = client.whoAmI();
    lines.add(line(name, "WhoAmI", self.toBuilder().clearExpireTime()));
    var rooms = client.calls().listRooms(ListRoomsRequest.getDefaultInstance());
    rooms.getRoomsList().forEach(room -> lines.add(line(name, "ListRooms", room)));
    var users = client.calls().listUsers(ListUsersRequest.getDefaultInstance());
    users.getUsersList().forEach(user -> lines.add(line(name, "ListUsers", user)));
    seeTimeline(name, client, "", lines);
    self.getRoomsList().forEach(room -> seeTimeline(name, client, room, lines));
  }

  private static void seeTimeline(String name, RawClient client, String room, List<String> lines) {
    String method = room.isEmpty() ? "ListMessages" : "ListMessages " + room;
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder()
            .setRoom(room)
            .setAfterSequence(0)
            .setPageSize(PAGE)
            .build();
    ListMessagesResponse page = client.calls().listMessages(request);
    lines.add(line(name, method, page.toBuilder().clearEvents().clearNextPageToken()));
    while (true) {
      for (Event event : page.getEventsList()) {
        lines.add(line(name, method, event));
      }
      if (page.getNextPageToken().isEmpty()) {
        return;
      }
      page =
          client
              .calls()
              .listMessages(request.toBuilder().setPageToken(page.getNextPageToken()).build());
    }
  }

  private static String line(String name, String method, MessageOrBuilder seen) {
    return "%s: %s: %s"
        .formatted(
            name,
            method,
            TextFormat.printer()
                .escapingNonAscii(false)
                .emittingSingleLine(true)
                .printToString(seen)
                // Servers with database format 6 or older did not send `User.kind`; all their users
                // were guests.
                .replace(" kind: USER_KIND_GUEST", "")
                .strip());
  }

  static SendMessageRequest.Builder message(String text) {
    return SendMessageRequest.newBuilder().setText(text);
  }

  private static JoinRequest join(String name, String requestId) {
    return JoinRequest.newBuilder().setName(name).setRequestId(requestId).build();
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(StoredConversation.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
