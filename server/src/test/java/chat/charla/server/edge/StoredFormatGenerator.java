package chat.charla.server.edge;

import static chat.charla.server.edge.StoredConversation.ANA;
import static chat.charla.server.edge.StoredConversation.BERTA;
import static chat.charla.server.edge.StoredConversation.CARL;
import static chat.charla.server.edge.StoredConversation.CYRILLIC;
import static chat.charla.server.edge.StoredConversation.CYRILLIC_NAME;
import static chat.charla.server.edge.StoredConversation.DORA;
import static chat.charla.server.edge.StoredConversation.EMPTY;
import static chat.charla.server.edge.StoredConversation.FROM_BERTA;
import static chat.charla.server.edge.StoredConversation.LATIN;
import static chat.charla.server.edge.StoredConversation.TO_BERTA;
import static chat.charla.server.edge.StoredConversation.TO_THE_KITCHEN;
import static chat.charla.server.edge.StoredConversation.TO_THE_LOBBY;
import static chat.charla.server.edge.StoredConversation.UNUSED;
import static chat.charla.server.edge.StoredConversation.VACANT;
import static chat.charla.server.edge.StoredConversation.database;
import static chat.charla.server.edge.StoredConversation.message;
import static chat.charla.server.edge.StoredConversation.neverExpiring;
import static chat.charla.server.edge.StoredConversation.see;

import chat.charla.server.storage.sqlite.SqlDump;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.JoinRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the database of {@link StoredConversation} with the present server. Writes the database,
 * and what clients see of it, to files. Not part of the build. Run it by hand, before the storage
 * format changes:
 *
 * <pre>{@code
 * mvn -pl server -am test -Dtest=StoredFormatGenerator \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dcharla.format=DIRECTORY
 * }</pre>
 *
 * <p>The files of a format are made once. A later run makes other ids, tokens and times.
 */
class StoredFormatGenerator {
  private static final int RETAINED = 5;

  /** How many bits of an entry's position are its sequence. */
  private static final int SEQUENCE_BITS = 36;

  @TempDir private Path made;
  @TempDir private Path restored;

  @Test
  void write() throws Exception {
    Path directory = Path.of(Objects.requireNonNull(System.getProperty("charla.format")));
    Map<String, String> tokens = play(made);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database(made))) {
      addDataOfEarlierServers(connection);
    }
    String sql = SqlDump.of(database(made));
    String format =
        sql.lines()
            .filter(line -> line.startsWith("PRAGMA user_version"))
            .map(line -> line.replaceAll("\\D", ""))
            .findFirst()
            .orElseThrow();
    SqlDump.restore(sql, database(restored));
    List<String> seen;
    try (RunningServer server = RunningServer.with(restored, StoredConversation::neverExpiring)) {
      seen = see(server, tokens);
    }
    String how =
        """
        Made by StoredFormatGenerator (its Javadoc says how to run it) with the server whose
        storage format was %s. Format%1$sTest restores it. Do not change it.
        """
            .formatted(format);
    writeFile(
        directory.resolve("format-" + format + ".sql"),
        "--",
        "A database of storage format %s as SQL.\n".formatted(format) + how,
        sql);
    writeFile(
        directory.resolve("format-" + format + ".txt"),
        "#",
        "What clients saw of the database format-%s.sql.\n".formatted(format) + how,
        String.join("\n", seen) + "\n");
  }

  /** Plays the conversation on servers in this directory, and returns the tokens. */
  private static Map<String, String> play(Path data) throws IOException {
    Map<String, String> tokens = new LinkedHashMap<>();
    try (RunningServer server = RunningServer.with(data, StoredConversation::neverExpiring)) {
      RawClient ana = join(server, ANA, tokens);
      RawClient berta = join(server, BERTA, tokens);
      RawClient carl = join(server, CARL, tokens);
      RawClient dora = join(server, DORA, tokens);
      for (JoinRequest silent : List.of(UNUSED, LATIN, CYRILLIC)) {
        join(server, silent, tokens);
      }
      ana.converse().enter("kitchen");
      RawStream bertasStream = berta.converse();
      bertasStream.enter("kitchen");
      RawStream dorasStream = dora.converse();
      dorasStream.enter(VACANT);
      say(dora, VACANT, "alone in the cellar");
      dorasStream.leave(VACANT);
      dorasStream.enter(EMPTY);
      dorasStream.leave(EMPTY);
      // A Join with a token renames the identity.
      berta.calls().join(JoinRequest.newBuilder().setName("Bertha").build());
      say(ana, "lobby", "¡Hola! 你好 👋🏽 e\u0301\nsecond line");
      say(carl, "lobby", "from a session without a stream");
      say(dora, "lobby", "before leaving");
      dora.calls().sendMessage(TO_THE_LOBBY);
      ana.calls().sendMessage(TO_THE_LOBBY);
      ana.calls().sendMessage(TO_THE_KITCHEN);
      ana.calls().sendMessage(TO_BERTA);
      berta.calls().sendMessage(FROM_BERTA);
      for (int i = 1; i <= 4; i++) {
        say(berta, "kitchen", "early " + i);
      }
      ana.sendPrivately(berta, "to Berta");
      berta.sendPrivately(ana, "to Ana");
      ana.sendPrivately(ana, "to myself");
      carl.sendPrivately(ana, "from Carl");
      dora.sendPrivately(ana, "from Dora, who leaves");
      dora.leave();
      bertasStream.cancel();
    }
    try (RunningServer server =
        RunningServer.with(data, config -> neverExpiring(config).retainMessages(RETAINED))) {
      RawClient ana = server.connect().withToken(Objects.requireNonNull(tokens.get("Ana")));
      for (int i = 1; i <= 2 * RETAINED; i++) {
        say(ana, "kitchen", "late " + i);
      }
    }
    return tokens;
  }

  private static RawClient join(
      RunningServer server, JoinRequest request, Map<String, String> tokens) {
    RawClient client = server.connect();
    RawClient joined = client.as(client.calls().join(request));
    tokens.put(request.getName(), joined.token());
    return joined;
  }

  private static void say(RawClient client, String room, String text) {
    client.calls().sendMessage(message(text).setRoom(room).build());
  }

  /**
   * Adds two names that look alike, as servers accepted them before they compared looks. Also adds
   * entries of a removed timeline: a server that is killed before it has deleted them leaves such
   * entries.
   *
   * <p>The present server refuses {@link StoredConversation#CYRILLIC_NAME}, because it looks like
   * the name of {@link StoredConversation#LATIN}. So the identity has joined with another name,
   * which is replaced here.
   */
  private static void addDataOfEarlierServers(Connection connection)
      throws SQLException, IOException {
    replace(connection, LATIN.getName(), LATIN.getName());
    replace(connection, CYRILLIC.getName(), CYRILLIC_NAME);
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO timelines (name, epoch, first, head) VALUES ('x', 'x', 1, 1)");
      long timeline = statement.executeQuery("SELECT max(id) FROM timelines").getLong(1);
      statement.execute("DELETE FROM timelines WHERE id = " + timeline);
      statement.execute("INSERT INTO discarded VALUES ('TIMELINE', " + timeline + ")");
      long position = timeline << SEQUENCE_BITS | 1;
      statement.execute("INSERT INTO entries (position, event) VALUES (" + position + ", x'0102')");
    }
  }

  /**
   * Stores the identity of this name as servers did before they compared looks, with {@code
   * newName}.
   */
  private static void replace(Connection connection, String name, String newName)
      throws SQLException, IOException {
    Map<String, StoredIdentity> records = new LinkedHashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT key, record FROM identities");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        records.put(rows.getString(1), StoredIdentity.parseFrom(rows.getBytes(2)));
      }
    }
    StoredIdentity old =
        records.values().stream().filter(r -> r.getName().equals(name)).findFirst().orElseThrow();
    StoredIdentity.Builder replaced =
        old.toBuilder().setName(newName).clearNameEdition().clearUnused();
    replaced.getSessionsBuilder(0).setJoinedAs(newName);
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE identities SET record = ? WHERE key = ?")) {
      update.setBytes(1, replaced.build().toByteArray());
      update.setString(2, old.getId());
      update.executeUpdate();
    }
  }

  private static void writeFile(Path file, String comment, String header, String text)
      throws IOException {
    StringBuilder commented = new StringBuilder();
    header.lines().forEach(line -> commented.append(comment).append(' ').append(line).append('\n'));
    Files.writeString(file, commented + text);
  }
}
