package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static chat.charla.server.storage.sqlite.Appends.append;
import static chat.charla.server.storage.sqlite.Awaiting.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Tail;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.CopyException.Reason;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Restoring a backup into a data directory. */
@Timeout(Patience.SECONDS)
class RestoreTest {
  @TempDir private Path parent;
  private Path data;
  private Path backup;

  @BeforeEach
  void makeABackup() throws Exception {
    data = parent.resolve("data");
    backup = parent.resolve("backup.db");
    Path former = parent.resolve("former");
    fill(former, "saved");
    new SqliteBackup(former, backup, false).run(CopyProgress.NONE);
  }

  @Test
  void aDirectoryThatIsMissingIsCreated() throws Exception {
    SqliteRestore.Restored restored = restore(backup).run();

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
  void aRunningServerIsNotTouched() throws Exception {
    try (OtherProcess server = OtherProcess.start(AppendsUntilKilled.class, data.toString())) {
      server.line();

      SqliteRestore restore = new SqliteRestore(backup, data, true);
      StorageException refusal = assertThrows(StorageException.class, restore::run);
      assertTrue(
          String.valueOf(refusal.getMessage()).endsWith("is in use by another server"),
          refusal.toString());
      refused(
          Reason.SOURCE_IN_USE,
          new SqliteRestore(data.resolve("charla.db"), parent.resolve("other"), false));
      refused(
          Reason.SOURCE_IN_USE,
          new SqliteRestore(
              Files.createSymbolicLink(parent.resolve("link"), data.resolve("charla.db")),
              parent.resolve("other"),
              false));
      server.line();
    }
  }

  @Test
  void wrongFilesAreRefused() throws Exception {
    refused(Reason.NO_SOURCE, restore(parent.resolve("missing")));
    refused(Reason.NOT_A_DATABASE, restore(parent));
    Path diary = Files.writeString(parent.resolve("diary"), "Dear diary, ".repeat(1000));
    refused(Reason.NOT_A_DATABASE, restore(diary));
    refused(Reason.OTHER_PROGRAM, restore(Files.createFile(parent.resolve("empty"))));
    Path songs = parent.resolve("songs.db");
    execute(songs, "CREATE TABLE songs (title TEXT)");
    refused(Reason.OTHER_PROGRAM, restore(songs));

    fill(data, "present");
    refused(Reason.SOURCE_IS_DATABASE, new SqliteRestore(data.resolve("charla.db"), data, true));
    assertEquals(List.of("present"), texts(data));
    assertEquals(List.of("charla.db", "charla.lock"), names(data));
  }

  @Test
  void aBackupOfALaterFormatIsRefused() throws Exception {
    execute(backup, "PRAGMA user_version=" + (Migrations.LATEST_FORMAT + 1));

    CopyException refusal = refused(Reason.LATER_FORMAT, restore(backup));

    long latest = Migrations.LATEST_FORMAT;
    assertEquals(List.of(backup, latest + 1, latest), refusal.arguments());
  }

  @Test
  void aDamagedBackupIsRefused() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(backup.toFile(), "rw")) {
      file.seek(2 * 4096);
      file.write("scribbled".repeat(400).getBytes(UTF_8));
    }

    refused(Reason.SOURCE_DAMAGED, restore(backup));
  }

  @Test
  void aTruncatedBackupIsRefused() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(backup.toFile(), "rw")) {
      file.setLength(file.length() - 4096);
    }

    refused(Reason.SOURCE_DAMAGED, restore(backup));
  }

  /** A program that was interrupted while it copied leaves a rollback journal. */
  @Test
  void anIncompleteCopyIsRefused() throws Exception {
    Files.writeString(parent.resolve("backup.db-journal"), "what has to be rolled back");

    refused(Reason.SOURCE_INCOMPLETE, restore(backup));
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

  @Test
  void aDiskWithTooLittleSpaceIsRefused() throws Exception {
    fill(data, "present");

    refused(
        Reason.NO_SPACE,
        new SqliteRestore(
            backup, data, true, directory -> SpaceGuard.RESERVE_BYTES, Replacement.Steps.IGNORED));
    assertEquals(List.of("present"), texts(data));
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

  /** The server does not run as root, and must be able to use what root has restored. */
  @Test
  void whatRootRestoresBelongsToTheOwnerOfTheDirectory() throws Exception {
    Assumptions.assumeTrue("root".equals(Files.getOwner(parent).getName()));
    fill(data, "present");
    Files.delete(data.resolve("charla.lock"));
    UserPrincipal nobody =
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(data, nobody);
    List<UserPrincipal> owners = new ArrayList<>();

    SqliteRestore.Restored restored =
        new SqliteRestore(
                backup,
                data,
                true,
                Disk::freeBytes,
                step -> {
                  if (step.equals("copied")) {
                    owners.add(Files.getOwner(data.resolve("restoring")));
                  }
                })
            .run();

    assertEquals(List.of(nobody), owners);
    assertEquals(nobody, Files.getOwner(restored.former().orElseThrow()));
    assertEquals(nobody, Files.getOwner(data.resolve("charla.lock")));
    assertEquals(nobody, Files.getOwner(data.resolve("charla.db")));
  }

  /** The lock may be there already, for example because root has run a server once. */
  @Test
  void theLockThatRootHasLeftBelongsToTheOwnerOfTheDirectory() throws Exception {
    Assumptions.assumeTrue("root".equals(Files.getOwner(parent).getName()));
    fill(data, "present");
    UserPrincipal nobody =
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(data, nobody);

    new SqliteRestore(backup, data, true).run();

    assertEquals(nobody, Files.getOwner(data.resolve("charla.lock")));
  }

  /**
   * A directory of another user may hold a hard link to a file of root. A restore by root must not
   * give that file away.
   */
  @Test
  void aFileWithAnotherNameIsNotGivenAway() throws Exception {
    Assumptions.assumeTrue("root".equals(Files.getOwner(parent).getName()));
    fill(data, "present");
    UserPrincipal root = Files.getOwner(parent);
    Path other = Files.createLink(parent.resolve("other"), data.resolve("charla.lock"));
    Files.setOwner(
        data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    new SqliteRestore(backup, data, true).run();

    assertEquals(root, Files.getOwner(other));
  }

  /** For example, the file is in a snapshot, or belongs to another user. */
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

  private SqliteRestore restore(Path file) {
    return new SqliteRestore(file, data, false);
  }

  private static CopyException refused(Reason reason, SqliteRestore restore) {
    CopyException refusal = assertThrows(CopyException.class, restore::run);
    assertEquals(reason, refusal.reason());
    return refusal;
  }

  /** A data directory whose write-ahead log has events that the database file lacks. */
  private Path killedServer() throws IOException {
    Path killed = parent.resolve("killed");
    try (OtherProcess server = OtherProcess.start(AppendsUntilKilled.class, killed.toString())) {
      for (int i = 0; i < 20; i++) {
        server.line();
      }
      server.kill();
    }
    return killed;
  }

  private static void fill(Path directory, String text) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      result(storage.messages().open(LOBBY));
      result(storage.messages().append(append(LOBBY, 0, text)));
    }
  }

  private static List<String> texts(Path directory) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      return Appends.texts(storage.messages(), LOBBY);
    }
  }

  private static Tail tail(Path directory) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      return result(storage.messages().open(LOBBY));
    }
  }

  private static void execute(Path database, String command) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute(command);
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

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
