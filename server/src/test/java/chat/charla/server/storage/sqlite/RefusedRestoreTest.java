package chat.charla.server.storage.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.CopyException.Reason;
import chat.charla.testkit.Patience;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that are not restored, and directories into which a backup is not restored. */
@Timeout(Patience.SECONDS)
class RefusedRestoreTest extends RestoreFixture {
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
  void aDiskWithTooLittleSpaceIsRefused() throws Exception {
    fill(data, "present");

    refused(
        Reason.NO_SPACE,
        new SqliteRestore(
            backup, data, true, directory -> SpaceGuard.RESERVE_BYTES, Replacement.Steps.IGNORED));
    assertEquals(List.of("present"), texts(data));
  }
}
