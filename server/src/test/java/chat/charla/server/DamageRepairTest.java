package chat.charla.server;

import static chat.charla.server.edge.StoppedDatabase.entries;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.NotifyRequest;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.edge.StoppedDatabase;
import chat.charla.server.room.Activity;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test damages a database with SQL. {@code charla server check} finds the damage and repairs
 * it. Then a second check finds nothing, a server starts without warnings, and clients converse.
 */
@Tag("fault:repair")
class DamageRepairTest {
  private static final int SOUND = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;
  private static final int DAMAGED = 4;
  private static final int REPAIRED = 5;
  private static final int MESSAGES = 6;

  @TempDir private static Path original;
  private static JoinResponse anasSession;
  private static JoinResponse bertasSession;

  @RegisterExtension final QuietLog log = new QuietLog(Level.OFF);

  @TempDir private Path data;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void converse() throws IOException {
    try (CharlaServer server = serve(original);
        RawClient ana = RawClient.join(server.port(), "Ana");
        RawClient berta = RawClient.join(server.port(), "Berta");
        RawClient carla = RawClient.join(server.port(), "Carla")) {
      anasSession = ana.session();
      bertasSession = berta.session();
      for (RawClient client : List.of(ana, berta)) {
        client.converse().enter("kitchen");
      }
      for (int i = 1; i <= MESSAGES; i++) {
        ana.sayWithId("lobby", "lobby " + i);
        berta.sayWithId("kitchen", "kitchen " + i);
      }
      ana.sendPrivately(berta, "a note");
      berta.sendPrivately(ana, "an answer");
      carla.sendPrivately(berta, "another note");
      RawClient operator = carla.withToken(adminToken(original));
      for (String text : List.of("one", "two", "three")) {
        var unused =
            AdminServiceGrpc.newBlockingStub(operator.channel())
                .notify(NotifyRequest.newBuilder().setText(text).build());
      }
    }
  }

  @BeforeEach
  void copy() throws IOException {
    Files.copy(original.resolve("charla.db"), data.resolve("charla.db"));
  }

  /**
   * Damage, and what a check must report.
   *
   * @param sql the statement that makes the damage; BERTA stands for the id of Berta
   * @param found a part of the line that reports the damage
   * @param kitchen the sequences that the kitchen has after the repair
   */
  record Damage(String sql, String found, List<Long> kitchen) {
    static Damage of(String sql, String found, long... kitchen) {
      return new Damage(sql, found, Arrays.stream(kitchen).boxed().toList());
    }

    static Damage withoutLostEvents(String sql, String found) {
      return of(sql, found, 1, 2, 3, 4, 5, 6);
    }
  }

  static Stream<Damage> damages() {
    String kitchen = "room:kitchen";
    return Stream.of(
        Damage.of(
            "DELETE FROM entries WHERE " + entries(kitchen, 3, 4),
            "room:kitchen: events 3 to 4 are missing",
            1,
            2,
            5,
            6),
        Damage.of(
            "DELETE FROM entries WHERE " + entries(kitchen, 1, 2),
            "room:kitchen: the oldest events, 1 to 2, are missing",
            3,
            4,
            5,
            6),
        Damage.of(
            "DELETE FROM entries WHERE " + entries(kitchen, 6, 6),
            "room:kitchen: event 6 is missing",
            1,
            2,
            3,
            4,
            5),
        Damage.of(
            "UPDATE entries SET event = x'ff' WHERE " + entries(kitchen, 2, 2),
            "room:kitchen: event 2 is damaged",
            1,
            3,
            4,
            5,
            6),
        // The room kitchen, the sequence 2, and a message of one byte that cannot be decoded.
        Damage.of(
            "UPDATE entries SET event = x'0a076b69746368656e10025201ff' WHERE "
                + entries(kitchen, 2, 2),
            "room:kitchen: event 2 is damaged",
            1,
            3,
            4,
            5,
            6),
        Damage.withoutLostEvents(
            "UPDATE timelines SET first = 9 WHERE name = 'room:kitchen'", "first 1, head 6"),
        Damage.withoutLostEvents(
            "UPDATE timelines SET head = 2 WHERE name = 'room:kitchen'", "first 1, head 6"),
        Damage.withoutLostEvents(
            "UPDATE timelines SET head = 1 << 40 WHERE name = 'room:kitchen'", "first 1, head 6"),
        Damage.withoutLostEvents(
            "UPDATE timelines SET head = 'six' WHERE name = 'room:kitchen'", "first 1, head 6"),
        Damage.withoutLostEvents(
            "UPDATE timelines SET epoch = '' WHERE name = 'room:kitchen'", "first 1, head 6"),
        Damage.withoutLostEvents(
            "UPDATE timelines SET name = 'planet' WHERE name = 'room:kitchen'",
            "room:kitchen: its row"),
        Damage.withoutLostEvents(
            "DELETE FROM timelines WHERE name = 'room:kitchen'", "room:kitchen: its row"),
        Damage.withoutLostEvents(
            "DELETE FROM timelines WHERE name = 'room:lobby'", "room:lobby: its row"),
        Damage.withoutLostEvents(
            "DELETE FROM timelines WHERE name = 'inbox:BERTA'", "inbox:BERTA: its row"),
        Damage.of(
            "DELETE FROM entries WHERE position >> 36 = @room:kitchen@;"
                + "DELETE FROM timelines WHERE name = 'room:kitchen'",
            "room kitchen does not exist"),
        Damage.withoutLostEvents(
            "DELETE FROM rooms WHERE timeline = @room:kitchen@", "room kitchen: the record"),
        Damage.withoutLostEvents(
            "UPDATE rooms SET record = x'ff' WHERE timeline = @room:kitchen@",
            "room kitchen: the record"),
        Damage.withoutLostEvents(
            "INSERT INTO rooms VALUES (77, x'')", "a record belongs to no room"),
        Damage.withoutLostEvents(
            "INSERT INTO room_members VALUES (@room:kitchen@, 'BERTA', x'ff')",
            "room kitchen: the record of the role and the restrictions of user BERTA is damaged"),
        // A record of another user, "noo".
        Damage.withoutLostEvents(
            "INSERT INTO room_members VALUES (@room:kitchen@, 'BERTA', x'0a036e6f6f')",
            "room kitchen: the record of the role and the restrictions of user BERTA is damaged"),
        Damage.withoutLostEvents(
            "INSERT INTO room_members VALUES (77, 'a', x''); INSERT INTO room_members"
                + " VALUES (@inbox:BERTA@, 'BERTA', x'')",
            "2 records of members belong to no room"),
        Damage.withoutLostEvents(
            "INSERT INTO entries (position, event) VALUES (99 << 36 | 1, x'ff')",
            "1 event of timeline 99"),
        Damage.withoutLostEvents(
            "INSERT INTO entries (position, event) VALUES ((@room:kitchen@ << 36) + (1 << 35), x'ff')",
            "1 event of timeline"),
        Damage.withoutLostEvents(
            "UPDATE receipts SET receipt = x'ff'", "receipts of messages are damaged"),
        Damage.withoutLostEvents("DELETE FROM secrets", "the secret of the receipts is missing"),
        Damage.withoutLostEvents("DELETE FROM authors", "receipts of messages are damaged"),
        Damage.withoutLostEvents(
            "INSERT INTO authors (name) VALUES ('nobody')", "identity nobody does not exist"),
        Damage.withoutLostEvents(
            "INSERT OR REPLACE INTO numbers VALUES ('clock.wall-millis', 'soon')",
            "the number clock.wall-millis of the server is damaged"),
        Damage.withoutLostEvents(
            "INSERT OR REPLACE INTO numbers VALUES ('clock.observed-millis', -1)",
            "the number clock.observed-millis of the server is damaged"),
        Damage.withoutLostEvents(
            "INSERT INTO discarded VALUES ('PLANET', 1)", "1 row of the table"),
        Damage.withoutLostEvents(
            "INSERT INTO identities VALUES ('nobody', 1, x'ff')", "identity nobody: its record"),
        Damage.withoutLostEvents(
            "INSERT INTO invitations VALUES ('nobody', x'ff')", "invitation nobody: its record"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void damageIsFoundAndRepaired(Damage damage) throws Exception {
    String id = bertasSession.getSelf().getId();
    new StoppedDatabase(data).execute(damage.sql().replace("BERTA", id).split(";"));

    assertEquals(DAMAGED, check(), this::output);
    assertTrue(output().contains(damage.found().replace("BERTA", id)), this::output);
    String found = output();
    assertEquals(DAMAGED, check(), "the check has changed nothing");
    assertEquals(found, output());
    assertEquals(REPAIRED, check("--repair"), this::output);
    assertTrue(output().contains(damage.found().replace("BERTA", id)), this::output);
    assertEquals(SOUND, check(), this::output);
    assertTrue(output().contains("Nothing is damaged."), this::output);
    assertEquals(1, copies().size());

    try (CharlaServer server = serve(data);
        RawClient ana = RawClient.connect(server.port()).as(anasSession);
        RawClient berta = RawClient.connect(server.port()).as(bertasSession)) {
      RawStream stream = berta.converse();
      assertEquals(List.of("kitchen", "lobby"), berta.whoAmI().getRoomsList());
      assertEquals(damage.kitchen(), sequencesInKitchen(ana));
      for (String room : List.of("kitchen", "lobby")) {
        ana.sayWithId(room, "again in " + room);
        assertEquals(room, stream.message("again in " + room).getRoom());
      }
      ana.sendPrivately(berta, "again");
      stream.message("again");
      stream.message("another note");
    }
    assertEquals(SOUND, check(), "after the server has run");
  }

  /** With a wrong age, retention by age would remove an event too early, or never. */
  @Test
  void eventsThatReplaceLostOnesTakeTheAgeOfTheirNeighbours() throws Exception {
    StoppedDatabase database = new StoppedDatabase(data);
    String kitchen = "room:kitchen";
    database.execute(
        "UPDATE entries SET minute = 1000 + 10 * @sequence@ WHERE " + entries(kitchen, 3, 6),
        "UPDATE entries SET minute = NULL WHERE " + entries(kitchen, 1, 2),
        "UPDATE entries SET event = x'ff' WHERE " + entries(kitchen, 4, 4),
        "DELETE FROM entries WHERE " + entries(kitchen, 3, 3),
        "DELETE FROM entries WHERE " + entries(kitchen, 6, 6),
        "INSERT OR REPLACE INTO numbers VALUES ('clock.observed-millis', 2000 * 60000 + 1)");

    assertEquals(REPAIRED, check("--repair"), this::output);

    assertEquals(
        List.of("none", "none", "1040", "1040", "1050", "2000"),
        database.query(
            "SELECT coalesce(minute, 'none') FROM entries WHERE "
                + entries(kitchen, 1, 6)
                + " ORDER BY position"));
    assertEquals(SOUND, check(), this::output);
  }

  @Test
  void theTimelineOfWhatOperatorsHaveDoneIsRepairedAsWell() throws Exception {
    new StoppedDatabase(data)
        .execute(
            "DELETE FROM entries WHERE " + entries("audit:", 2, 2),
            "DELETE FROM timelines WHERE name = 'audit:'");
    assertEquals(REPAIRED, check("--repair"), this::output);

    try (CharlaServer server = serve(data);
        RawClient operator = RawClient.connect(server.port()).withToken(adminToken(data))) {
      assertEquals(List.of(1L, 3L), sequencesIn(operator, "!"));
    }
    assertEquals(SOUND, check(), "after the server has run");
  }

  private static String adminToken(Path data) throws IOException {
    return Files.readString(data.resolve("admin-token")).strip();
  }

  @Test
  void aSoundDatabaseIsNotChanged() throws Exception {
    assertEquals(SOUND, check("--repair"), this::output);

    assertEquals(List.of(), copies());
  }

  @Test
  void theCopyIsTheDamagedDatabase() throws Exception {
    new StoppedDatabase(data).execute("DELETE FROM rooms");
    assertEquals(REPAIRED, check("--repair"));
    Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
    Files.copy(copies().get(0), elsewhere.resolve("charla.db"));

    assertEquals(DAMAGED, run("check", "--data", elsewhere.toString(), "--lang", "en"));
  }

  @Test
  void aRunningServerIsNotChecked() throws Exception {
    try (CharlaServer server = serve(data)) {
      assertTrue(server.port() > 0);

      assertEquals(FAILED, check());

      assertTrue(err.toString(StandardCharsets.UTF_8).contains("in use by another server"));
    }
  }

  @Test
  void aDirectoryWithoutADatabaseIsNotChecked() throws Exception {
    Path empty = Files.createDirectory(data.resolve("empty"));

    assertEquals(FAILED, run("check", "--data", empty.toString()));

    try (Stream<Path> files = Files.list(empty)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void aDamagedFileIsNotRepaired() throws Exception {
    byte[] database = Files.readAllBytes(data.resolve("charla.db"));
    int page = 4096 * (database.length / 4096 / 2);
    for (int i = page; i < page + 4096; i++) {
      database[i] = (byte) 0xab;
    }
    Files.write(data.resolve("charla.db"), database);

    assertEquals(DAMAGED, check("--repair"), this::output);

    assertTrue(output().contains("The file itself is damaged"), this::output);
    assertEquals(List.of(), copies());
  }

  @Test
  void theNumberOfLinesIsLimited() throws Exception {
    new StoppedDatabase(data)
        .execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
            INSERT INTO timelines (name, epoch, first, head)
            SELECT 'room:bad-' || i, 'e', 5, 1 FROM n
            """);

    assertEquals(DAMAGED, check());

    assertTrue(output().lines().count() < 60, this::output);
    assertTrue(output().contains("and 480 more"), this::output);
  }

  @Test
  void theMessagesAreSpanishOrEnglish() throws Exception {
    assertEquals(SOUND, run("check", "--data", data.toString(), "--lang", "es"));
    assertTrue(output().contains("No hay daños."), this::output);
    assertEquals(SOUND, run("check", "--help"));
    assertTrue(output().contains("--repair"), this::output);
    assertEquals(BAD_USAGE, run("check", "--no-such-option"));
  }

  private static CharlaServer serve(Path directory) throws IOException {
    CharlaServer server =
        new CharlaServer(ServerConfig.builder(directory).port(0).loops(1).build(), Activity.NONE);
    server.start();
    return server;
  }

  private int check(String... options) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("check", "--data", data.toString()));
    arguments.addAll(List.of("--lang", "en"));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) throws InterruptedException {
    out.reset();
    err.reset();
    return Commands.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of(),
        arguments);
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("charla-before-repair-"))
          .toList();
    }
  }

  private static List<Long> sequencesInKitchen(RawClient client) {
    return sequencesIn(client, "kitchen");
  }

  private static List<Long> sequencesIn(RawClient client, String room) {
    List<Long> sequences = new ArrayList<>();
    ListMessagesRequest.Builder request =
        ListMessagesRequest.newBuilder().setRoom(room).setAfterSequence(0);
    ListMessagesResponse page;
    do {
      page = client.calls().listMessages(request.build());
      page.getEventsList().forEach(event -> sequences.add(event.getSequence()));
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return sequences;
  }
}
