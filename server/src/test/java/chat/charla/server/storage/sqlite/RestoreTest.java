package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static chat.charla.server.storage.sqlite.Awaiting.result;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Append;
import chat.charla.server.log.Entry;
import chat.charla.server.log.RoomUpdate;
import chat.charla.server.log.Tail;
import chat.charla.server.storage.sqlite.CopyException.Reason;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Restoring a backup into a data directory. */
@Timeout(Patience.SECONDS)
class RestoreTest extends RestoreFixture {
  @Test
  void aDirectoryThatIsMissingIsCreated() throws Exception {
    SqliteRestore.Result restored = restore(backup).run();

    assertEquals(List.of("saved"), texts(data));
    assertEquals(1, restored.content().events());
    assertTrue(restored.former().isEmpty());
    assertEquals(List.of("charla.db", "charla.lock"), names(data));
    if (data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertEquals("rwx------", permissions(data));
      assertEquals("rw-------", permissions(data.resolve("charla.db")));
    }
  }

  @Test
  void everyTimelineGetsANewEpoch() throws Exception {
    Tail before = tail(parent.resolve("former"));

    restore(backup).run();

    Tail after = tail(data);
    assertNotEquals(before.epoch(), after.epoch());
    assertEquals(before.head(), after.head());
    assertEquals(after, tail(data), "the server does not change the epoch again");
  }

  @Test
  void rolesAndRestrictionsAreInABackup() throws Exception {
    try (SqliteStorage storage = new SqliteStorage(parent.resolve("former"))) {
      storage.start();
      RoomUpdate update =
          new RoomUpdate(new byte[] {1}, Map.of("ana", Optional.of(new byte[] {2})));
      List<Entry> entries = List.of(Entry.of(new byte[] {3}));
      Append append = new Append(List.of(new Append.Part(LOBBY, 1, entries, 0, update)), 0);
      result(storage.messages().append(append));
    }
    new SqliteBackup(parent.resolve("former"), backup, true).run(CopyProgress.NONE);

    restore(backup).run();

    try (SqliteStorage storage = new SqliteStorage(data)) {
      storage.start();
      assertArrayEquals(new byte[] {1}, storage.messages().records().get(LOBBY));
      List<byte[]> members = storage.messages().memberRecords().getOrDefault(LOBBY, List.of());
      assertEquals(1, members.size());
      assertArrayEquals(new byte[] {2}, members.get(0));
    }
  }

  /** A copy by SQLite's own tool is not marked as a copy, and gets new epochs as well. */
  @Test
  void aCopyBySqlitesToolIsRestored() throws Exception {
    Path copy = parent.resolve("copy.db");
    execute(parent.resolve("former/charla.db"), "VACUUM INTO '" + copy + "'");

    restore(copy).run();

    assertEquals(List.of("saved"), texts(data));
    assertNotEquals(tail(parent.resolve("former")).epoch(), tail(data).epoch());
  }

  /** The file of a killed server lacks what is in its write-ahead log. */
  @Test
  void theWriteAheadLogOfACopyIsRestored() throws Exception {
    Path killed = killedServer();

    restore(killed.resolve("charla.db")).run();

    assertTrue(texts(data).size() >= 20);
    assertTrue(Files.exists(killed.resolve("charla.db-wal")), "the source is only read");
  }

  @Test
  void anExistingDatabaseIsMovedAsideOnlyOnRequest() throws Exception {
    Path killed = killedServer();
    refused(Reason.DATABASE_EXISTS, new SqliteRestore(backup, killed, false));

    Path former = new SqliteRestore(backup, killed, true).run().former().orElseThrow();

    assertEquals(List.of("saved"), texts(killed));
    assertTrue(former.startsWith(killed));
    assertTrue(former.getFileName().toString().startsWith("replaced-"), former.toString());
    assertTrue(names(former).contains("charla.db-wal"), () -> "the log is beside its database");
    assertTrue(texts(former).size() >= 20);
  }

  @Test
  void aSecondRestoreUndoesTheFirst() throws Exception {
    fill(data, "present");

    Path former = new SqliteRestore(backup, data, true).run().former().orElseThrow();
    new SqliteRestore(former.resolve("charla.db"), data, true).run();

    assertEquals(List.of("present"), texts(data));
    assertEquals(2, names(data).stream().filter(name -> name.startsWith("replaced-")).count());
  }

  @Test
  void aDatabaseOfAnOlderFormatKeepsItsFormat() throws Exception {
    Path old = parent.resolve("old.db");
    OldFormat.restore(1, old);

    restore(old).run();

    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = connection.createStatement()) {
      assertEquals(1, statement.executeQuery("PRAGMA user_version").getInt(1));
    }
    assertFalse(texts(data).isEmpty());
  }

  @Test
  void anInterruptedRestoreChangesNothing() throws Exception {
    fill(data, "present");
    SqliteRestore restore = new SqliteRestore(backup, data, true);
    restore.cancel();

    CopyException failure = assertThrows(CopyException.class, restore::run);

    assertEquals(Reason.CANCELLED, failure.reason());
    assertEquals(List.of("present"), texts(data));
    assertEquals(List.of("charla.db", "charla.lock"), names(data));
  }

  /**
   * After each step of a restore, the test keeps a copy of the directory: what is on disk if the
   * process is killed there. The next start has either the former database with its write-ahead
   * log, or the restored one.
   */
  @Tag("fault:kill-amid-restore")
  @Test
  void aKillAtAnyPointLeavesTheFormerOrTheRestoredDatabase() throws Exception {
    Path killed = killedServer();
    List<Path> states = new ArrayList<>();
    List<String> steps = new ArrayList<>();

    new SqliteRestore(
            backup,
            killed,
            true,
            Disk::freeBytes,
            step -> {
              steps.add(step);
              states.add(copyOf(killed, parent.resolve("state" + states.size())));
            })
        .run();

    int decided = steps.indexOf("decided");
    assertTrue(decided > 0 && steps.size() > decided + 4, steps::toString);
    for (int i = 0; i < states.size(); i++) {
      List<String> texts = texts(states.get(i));
      String when = "killed after: " + steps.get(i);
      if (i < decided) {
        assertTrue(texts.size() >= 20, () -> when + ": " + texts);
      } else {
        assertEquals(List.of("saved"), texts, when);
        Path former =
            states
                .get(i)
                .resolve(
                    names(states.get(i)).stream()
                        .filter(name -> name.startsWith("replaced-"))
                        .findFirst()
                        .orElseThrow());
        assertTrue(texts(former).size() >= 20, when);
      }
      assertTrue(
          names(states.get(i)).stream().noneMatch(name -> name.startsWith("rest")),
          () -> when + ": nothing else is left");
    }
  }

  /**
   * A file or directory that an operator puts into the data directory is not taken for a restore,
   * whatever its name is.
   */
  @Test
  void otherFilesAndDirectoriesAreLeftAlone() throws Exception {
    fill(data, "present");
    List<Path> foreign = new ArrayList<>();
    foreign.add(Files.writeString(data.resolve("restored-today.db"), "precious"));
    for (String name : List.of("restored-test", "restored-20261201T120000Z", "restoring")) {
      fill(data.resolve(name), "another");
      foreign.add(data.resolve(name));
      foreign.add(Files.writeString(data.resolve(name).resolve("notes"), "precious"));
    }

    assertEquals(List.of("present"), texts(data));

    for (Path path : foreign) {
      assertTrue(Files.exists(path), path::toString);
    }
    assertEquals(List.of("another"), texts(data.resolve("restored-test")));
    refused(Reason.CANNOT_WRITE, new SqliteRestore(backup, data, true));
  }

  /** If a file of the operator is in the directory of a restore, later starts do not fail. */
  @Test
  void aRestoreIsFinishedAlthoughAForeignFileIsThere() throws Exception {
    fill(data, "present");
    Path[] decided = new Path[1];

    new SqliteRestore(
            backup,
            data,
            true,
            Disk::freeBytes,
            step -> {
              if (step.equals("decided")) {
                String name =
                    names(data).stream()
                        .filter(found -> found.startsWith("restored-"))
                        .findFirst()
                        .orElseThrow();
                decided[0] = data.resolve(name);
                Files.writeString(decided[0].resolve("notes"), "precious");
              }
            })
        .run();

    assertEquals(List.of("notes"), names(decided[0]));
    assertEquals(List.of("saved"), texts(data));
    fill(parent.resolve("later"), "later");
    new SqliteRestore(parent.resolve("later/charla.db"), data, true).run();
    assertEquals(List.of("later"), texts(data));
  }

  /** The lock is not writable, for example, if it is in a snapshot or belongs to another user. */
  @Test
  void theLockBesideTheFileNeedNotBeWritable() throws Exception {
    Path former = parent.resolve("former");
    if (former.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(
          former.resolve("charla.lock"), PosixFilePermissions.fromString("r--------"));
    }

    restore(former.resolve("charla.db")).run();

    assertEquals(List.of("saved"), texts(data));
  }

  @Test
  void aLinkToADatabaseOfAKilledServerIsRestoredWithItsLog() throws Exception {
    Path killed = killedServer();
    Path link = Files.createSymbolicLink(parent.resolve("link"), killed.resolve("charla.db"));

    restore(link).run();

    assertTrue(texts(data).size() >= 20);
  }

  private static Tail tail(Path directory) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      return result(storage.messages().open(LOBBY));
    }
  }

  private static Path copyOf(Path directory, Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(directory.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
