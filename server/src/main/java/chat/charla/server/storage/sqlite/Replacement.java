package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts another database in the place of the one in a data directory, so that a kill or a loss of
 * power at any point leaves the one or the other, never a mixture. The former database belongs
 * together with its write-ahead log, and no system moves two files at once. So there are two steps:
 *
 * <ol>
 *   <li>The new database is complete in the directory {@code restoring}. {@link #decide} renames
 *       that directory to {@code restored-TIME}. From here on the new database counts.
 *   <li>{@link #finish} moves the files of the former database into the directory {@code
 *       replaced-TIME}, and then the new one to its place. If this is interrupted, the next start
 *       of a server, or the next restore, calls it again.
 * </ol>
 *
 * <p>The caller must hold the lock of the data directory, and have no connection to its database.
 */
final class Replacement {
  private static final String STAGING = "restoring";
  private static final String DECIDED = "restored-";
  private static final String FORMER = "replaced-";

  /** What SQLite may keep beside the database, and the database itself. */
  private static final List<String> SUFFIXES = List.of("-shm", "-wal", "-journal", "");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Lets a test look at the directory between two steps. */
  interface Steps {
    Steps IGNORED = step -> {};

    /** Called after each step that changes the directory. */
    void done(String step) throws IOException;
  }

  private final Path directory;
  private final Path database;
  private final Steps steps;
  private final Path staging;

  /**
   * Prepares a replacement.
   *
   * @param directory the data directory
   * @param database the file of its database, directly in that directory
   */
  Replacement(Path directory, Path database, Steps steps) {
    this.directory = directory;
    this.database = database;
    this.steps = steps;
    this.staging = directory.resolve(STAGING);
  }

  /** Creates an empty directory for the new database, and returns the path for its file. */
  Path stage() throws IOException {
    discard();
    OwnerOnly.createDirectory(staging);
    return staging.resolve(database.getFileName());
  }

  /** Deletes what was staged and not decided on. */
  void discard() throws IOException {
    FilesOf.delete(staging, name -> true);
    Files.deleteIfExists(staging);
  }

  /**
   * Decides on the staged database, which must be on disk. The caller must then call {@link
   * #finish}.
   */
  void decide(Instant now) throws IOException {
    Durable.directory(staging);
    Files.move(staging, unused(TIME.format(now)), StandardCopyOption.ATOMIC_MOVE);
    Durable.directory(directory);
    steps.done("decided");
  }

  /**
   * Finishes a replacement that was decided on, and discards one that was not. Does nothing if
   * there is neither.
   *
   * @return the directory with the former database; empty if there was no replacement, or no former
   *     database
   */
  Optional<Path> finish() throws IOException {
    discard();
    Optional<Path> former = Optional.empty();
    for (Path decided : decided()) {
      former = finish(decided);
    }
    return former;
  }

  /** Whether there is a replacement that was decided on and is not finished. */
  boolean isPending() throws IOException {
    return !decided().isEmpty();
  }

  private Optional<Path> finish(Path decided) throws IOException {
    String time = decided.getFileName().toString().substring(DECIDED.length());
    Path former = directory.resolve(FORMER + time);
    Path restored = decided.resolve(database.getFileName());
    // If the new database is not there, it is in its place already.
    if (Files.exists(restored)) {
      for (String suffix : SUFFIXES) {
        moveAside(Path.of(database + suffix), former);
      }
      Files.move(restored, database, StandardCopyOption.ATOMIC_MOVE);
      steps.done("placed");
    }
    Durable.directory(directory);
    Files.delete(decided);
    return Files.exists(former) ? Optional.of(former) : Optional.empty();
  }

  private void moveAside(Path file, Path former) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (Files.size(file) == 0) {
      Files.delete(file); // has no content; a server of an older version may have created it
      return;
    }
    if (!Files.isDirectory(former)) {
      OwnerOnly.createDirectory(former);
      steps.done("created " + former.getFileName());
    }
    Files.move(file, former.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    Durable.directory(former);
    steps.done("moved " + file.getFileName());
  }

  private Path unused(String time) {
    String unused = time;
    for (int i = 2; exists(DECIDED + unused) || exists(FORMER + unused); i++) {
      unused = time + "-" + i;
    }
    return directory.resolve(DECIDED + unused);
  }

  private boolean exists(String name) {
    return Files.exists(directory.resolve(name));
  }

  private List<Path> decided() throws IOException {
    List<Path> decided = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, DECIDED + "*")) {
      found.forEach(decided::add);
    }
    return decided;
  }
}
