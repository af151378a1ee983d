package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static chat.charla.server.storage.sqlite.Appends.append;
import static chat.charla.server.storage.sqlite.Awaiting.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.CopyException.Reason;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a data directory, with and without a server. */
@Timeout(Patience.SECONDS)
class BackupTest {
  private static final long PLENTY = Long.MAX_VALUE;

  /** A number that is higher than all ids of processes. */
  private static final long NO_PROCESS = 999_999_999L;

  @TempDir private Path parent;
  private Path data;
  private Path backups;
  private Path target;

  @BeforeEach
  void createDirectories() throws IOException {
    data = parent.resolve("data");
    backups = Files.createDirectory(parent.resolve("back ups?"));
    target = backups.resolve("charla#1.db");
  }

  /** Meanwhile another process appends events. */
  @Test
  void aBackupOfARunningServerHasAllThatWasAcknowledgedBefore() throws Exception {
    long before = 0;
    CopyContent content;
    try (OtherProcess server = OtherProcess.start(AppendsUntilKilled.class, data.toString())) {
      for (int i = 0; i < 100; i++) {
        before = Long.parseLong(server.line());
      }
      content = backup(target).run(CopyProgress.NONE);
      for (int i = 0; i < 100; i++) {
        server.line(); // the server goes on
      }
    }

    assertEquals(1, content.timelines());
    assertEquals(0, content.missing());
    assertTrue(content.events() >= before, content.events() + " of " + before);
    assertEquals(numbered(content.events()), restored(target));
    assertEquals(List.of("charla#1.db"), names(backups));
  }

  @Test
  void aBackupWithoutAServerLeavesTheDirectoryAsItWas() throws Exception {
    fill(50);
    List<String> before = names(data);

    assertEquals(50, backup(target).run(CopyProgress.NONE).events());

    assertEquals(before, names(data));
    assertEquals(numbered(50), restored(target));
  }

  @Test
  void onlyTheOwnerCanReadTheCopyAtAnyTime() throws Exception {
    Assumptions.assumeTrue(parent.getFileSystem().supportedFileAttributeViews().contains("posix"));
    fill(1);
    List<String> seen = new ArrayList<>();
    Path partial = target.resolveSibling("charla#1.db.partial");

    backup(target)
        .run(
            (done, total) -> {
              try {
                seen.add(permissions(partial));
                seen.add(permissions(partial.resolve("charla.db")));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertEquals(List.of("rwx------", "rw-------"), seen.subList(0, 2));
    assertEquals("rw-------", permissions(target));
    assertFalse(Files.exists(partial));
  }

  /** Another user may be allowed to make links in the directory of the backups. */
  @Test
  void aLinkInPlaceOfThePartialCopyDeletesNothing() throws Exception {
    fill(1);
    Path precious =
        Files.writeString(Files.createDirectory(backups.resolve("other")).resolve("f"), "");
    Files.createSymbolicLink(target.resolveSibling("charla#1.db.partial"), precious.getParent());

    refused(Reason.CANNOT_WRITE, backup(target));

    assertTrue(Files.exists(precious));
    assertFalse(Files.exists(target));
  }

  @Test
  void anExistingFileIsReplacedOnlyOnRequest() throws Exception {
    fill(3);
    Files.writeString(target, "precious");

    refused(Reason.TARGET_EXISTS, backup(target));
    assertEquals("precious", Files.readString(target));

    new SqliteBackup(data, target, true).run(CopyProgress.NONE);
    assertEquals(numbered(3), restored(target));
  }

  @Test
  void unusableTargetsAreRefused() throws Exception {
    fill(1);

    refused(Reason.TARGET_NOT_REGULAR, new SqliteBackup(data, backups, true));
    refused(Reason.TARGET_IN_DATA, new SqliteBackup(data, data.resolve("charla.db"), true));
    refused(Reason.TARGET_IN_DATA, backup(data.resolve("backup.db")));
    refused(Reason.NO_TARGET_DIRECTORY, backup(parent.resolve("none/backup.db")));
    Path link = Files.createSymbolicLink(parent.resolve("link"), target);
    refused(Reason.TARGET_NOT_REGULAR, new SqliteBackup(data, link, true));
    assertEquals(numbered(1), texts(data));
  }

  @Test
  void aDirectoryWithoutADatabaseIsRefused() throws Exception {
    refused(Reason.NO_DATABASE, backup(target));
    Files.createDirectory(data);
    Files.createFile(data.resolve("charla.db"));
    refused(Reason.NO_DATABASE, backup(target));

    Files.writeString(data.resolve("charla.db"), "Dear diary, ".repeat(1000));
    assertThrows(StorageException.class, () -> backup(target).run(CopyProgress.NONE));
    assertEquals(List.of(), names(backups));
  }

  @Test
  void aSecondBackupToTheSameFileIsRefusedMeanwhile() throws Exception {
    fill(3);
    List<Reason> reasons = new ArrayList<>();

    backup(target)
        .run((done, total) -> reasons.add(refused(Reason.TARGET_BUSY, backup(target)).reason()));

    assertFalse(reasons.isEmpty());
    assertEquals(numbered(3), restored(target));
  }

  @Test
  void anInterruptedBackupLeavesNothing() throws Exception {
    fill(3);
    Files.writeString(target, "the last one");
    SqliteBackup backup = new SqliteBackup(data, target, true);

    CopyException failure =
        assertThrows(CopyException.class, () -> backup.run((done, total) -> backup.cancel()));

    assertEquals(Reason.CANCELLED, failure.reason());
    assertEquals("the last one", Files.readString(target));
    assertEquals(List.of("charla#1.db"), names(backups));
  }

  @Test
  void theNextBackupRemovesWhatAKilledOneHasLeft() throws Exception {
    fill(3);
    try (OtherProcess killed =
        OtherProcess.start(BacksUpUntilKilled.class, data.toString(), target.toString())) {
      assertEquals("copied", killed.line());
      killed.kill();
    }
    assertEquals(List.of("charla#1.db.partial"), names(backups));

    backup(target).run(CopyProgress.NONE);

    assertEquals(List.of("charla#1.db"), names(backups));
    assertEquals(numbered(3), restored(target));
  }

  @Test
  void theNextBackupRemovesTheLibraryThatAKilledOneHasLeft() throws Exception {
    fill(3);
    Path left = Files.createDirectory(data.resolve("native-" + NO_PROCESS));
    Files.createFile(left.resolve("sqlite-3-libsqlitejdbc.so"));
    Path foreign = Files.createDirectory(data.resolve("native-" + (NO_PROCESS - 1)));
    Files.createFile(foreign.resolve("notes"));

    backup(target).run(CopyProgress.NONE);

    assertFalse(Files.exists(left));
    assertEquals(List.of("notes"), names(foreign));
  }

  @Test
  void aDiskWithTooLittleSpaceIsRefused() throws Exception {
    fill(3);
    SqliteBackup backup =
        new SqliteBackup(data, target, false, directory -> SpaceGuard.RESERVE_BYTES);

    CopyException failure = refused(Reason.NO_SPACE, backup);

    assertEquals(List.of(backups, 65L, 64L), failure.arguments());
    assertEquals(List.of(), names(backups));
  }

  @Test
  void aBackupStopsWhenADiskGetsFull() throws Exception {
    fill(3);
    List<Path> asked = new ArrayList<>();
    SqliteBackup backup =
        new SqliteBackup(
            data,
            target,
            false,
            directory -> {
              asked.add(directory);
              return asked.size() > 1 ? 0 : PLENTY;
            });

    CopyException failure = refused(Reason.SPACE_ENDS, backup);

    assertEquals(backups, failure.arguments().get(0));
    assertEquals(List.of(), names(backups));
  }

  /** A server gives new epochs also if the operator puts the copy into the directory by hand. */
  @Test
  void aServerThatStartsWithACopyGivesNewEpochs() throws Exception {
    fill(5);
    String epoch = epoch(data);
    backup(target).run(CopyProgress.NONE);
    Path other = Files.createDirectory(parent.resolve("other"));
    Files.copy(target, other.resolve("charla.db"));

    String first = epoch(other);

    assertNotEquals(epoch, first);
    assertEquals(first, epoch(other), "the second start changes nothing");
    assertEquals(epoch, epoch(data));
    assertEquals(numbered(5), texts(other));
  }

  /** Until a restore is finished, the former database may lack its write-ahead log. */
  @Test
  void aDatabaseThatARestoreReplacesIsRefused() throws Exception {
    fill(3);
    backup(target).run(CopyProgress.NONE);
    Path second = backups.resolve("second.db");
    List<String> steps = new ArrayList<>();

    new SqliteRestore(
            target,
            data,
            true,
            Disk::freeBytes,
            step -> {
              if (steps.contains("decided") || step.equals("decided")) {
                refused(Reason.RESTORE_PENDING, backup(second));
              }
              steps.add(step);
            })
        .run();

    assertTrue(steps.contains("placed"), steps::toString);
    backup(second).run(CopyProgress.NONE);
    assertEquals(numbered(3), restored(second));
  }

  private SqliteBackup backup(Path to) {
    return new SqliteBackup(data, to, false);
  }

  private static CopyException refused(Reason reason, SqliteBackup backup) {
    CopyException refusal = assertThrows(CopyException.class, () -> backup.run(CopyProgress.NONE));
    assertEquals(reason, refusal.reason());
    return refusal;
  }

  private void fill(int events) {
    try (SqliteStorage storage = new SqliteStorage(data)) {
      storage.start();
      result(storage.messages().open(LOBBY));
      for (int i = 0; i < events; i++) {
        result(storage.messages().append(append(LOBBY, i, "event " + (i + 1))));
      }
    }
  }

  private List<String> restored(Path copy) throws Exception {
    Path other = parent.resolve("restored");
    new SqliteRestore(copy, other, false).run();
    return texts(other);
  }

  private static List<String> texts(Path directory) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      return Appends.texts(storage.messages(), LOBBY);
    }
  }

  private static String epoch(Path directory) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      return result(storage.messages().open(LOBBY)).epoch();
    }
  }

  private static List<String> numbered(long events) {
    return LongStream.rangeClosed(1, events).mapToObj(i -> "event " + i).toList();
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
