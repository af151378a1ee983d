package chat.charla.server.storage.sqlite;

import chat.charla.server.files.OwnerOnlyFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Replaces the database of a data directory by another database. If the process is killed or the
 * power fails at any point, the directory has either the former or the new database, never a
 * mixture. The former database and its write-ahead log belong together, but no operating system can
 * move two files atomically. So there are two steps:
 *
 * <ol>
 *   <li>The new database is complete in the directory {@code restoring}. {@link #decide} adds the
 *       file {@code decided}, and renames the directory to {@code restored-TIME}. After that, the
 *       new database is valid.
 *   <li>{@link #finish} moves the files of the former database into the directory {@code
 *       replaced-TIME}, and then moves the new database to its place. If {@link #finish} is
 *       interrupted, the next start of a server or the next restore calls it again.
 * </ol>
 *
 * <p>A directory {@code restored-TIME} without the file {@code decided} is ignored. This class
 * deletes only files with names that it uses itself, so a directory with other files remains.
 *
 * <p>The caller must hold the lock of the data directory, and have no connection to its database.
 */
final class Replacement {
  private static final String STAGING = "restoring";
  private static final String DECIDED = "restored-";
  private static final String FORMER = "replaced-";

  /** The name of an empty file, which shows that the new database in the directory is complete. */
  private static final String MARK = "decided";

  /**
   * The names that {@link #decide} gives; other programs may have created directories with such
   * names.
   */
  private static final Pattern DECIDED_NAME = Pattern.compile(DECIDED + "\\d{8}T\\d{6}Z(-\\d+)?");

  /**
   * The suffixes of the database file and of SQLite's files beside it. The database is moved first.
   * So a program that still finds the database in its place also finds the log.
   */
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");

  private static final Logger LOG = System.getLogger(Replacement.class.getName());

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Lets a test examine the directory between two steps. */
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
    if (Files.exists(staging, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(staging + " is not from a restore; move it to another directory");
    }
    OwnerOnlyFiles.createDirectory(staging);
    OwnerOnlyFiles.giveToOwnerOf(directory, staging);
    return staging.resolve(database.getFileName());
  }

  /**
   * Deletes a staged database for which {@link #decide} was not called. If this fails, logs a
   * warning.
   */
  void discard() {
    if (!isDirectory(staging)) {
      return;
    }
    try {
      for (String suffix : SUFFIXES) {
        Files.deleteIfExists(staging.resolve(database.getFileName() + suffix));
      }
      Files.deleteIfExists(staging.resolve(MARK));
      deleteIfEmpty(staging);
    } catch (IOException e) {
      notDeleted(staging, e);
    }
  }

  /**
   * Makes the staged database the valid one. That database must be on disk. The caller must then
   * call {@link #finish}.
   */
  void decide(Instant now) throws IOException {
    OwnerOnlyFiles.createFile(staging.resolve(MARK));
    DiskSync.directory(staging);
    Files.move(staging, unused(TIME.format(now)), StandardCopyOption.ATOMIC_MOVE);
    DiskSync.directory(directory);
    steps.done("decided");
  }

  /**
   * Finishes a replacement for which {@link #decide} was called, and deletes a staged database for
   * which it was not. Does nothing if there is neither.
   *
   * @return the directory with the former database; empty if there was no replacement, or no former
   *     database
   */
  Optional<Path> finish() throws IOException {
    discard();
    Optional<Path> former = Optional.empty();
    for (Path found : found()) {
      if (isDecided(found)) {
        former = finish(found);
      } else {
        deleteIfEmpty(found); // the process may have been killed after it had deleted the mark
      }
    }
    return former;
  }

  /**
   * Whether {@link #decide} was called for a replacement that is not finished. The caller need not
   * hold the lock of the directory.
   */
  boolean isPending() throws IOException {
    return found().stream().anyMatch(Replacement::isDecided);
  }

  private Optional<Path> finish(Path decided) throws IOException {
    String time = decided.getFileName().toString().substring(DECIDED.length());
    Path former = directory.resolve(FORMER + time);
    Path restored = decided.resolve(database.getFileName());
    // If the new database is not in this directory, it is already in its place.
    if (Files.exists(restored)) {
      for (String suffix : SUFFIXES) {
        moveAside(Path.of(database + suffix), former);
      }
      Files.move(restored, database, StandardCopyOption.ATOMIC_MOVE);
      steps.done("placed");
    }
    DiskSync.directory(directory);
    Files.delete(decided.resolve(MARK));
    deleteIfEmpty(decided);
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
      OwnerOnlyFiles.createDirectory(former);
      OwnerOnlyFiles.giveToOwnerOf(directory, former);
      steps.done("created " + former.getFileName());
    }
    Files.move(file, former.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    DiskSync.directory(former);
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

  /** The directories with names that {@link #decide} gives. */
  private List<Path> found() throws IOException {
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, DECIDED + "*")) {
      for (Path path : all) {
        if (DECIDED_NAME.matcher(path.getFileName().toString()).matches() && isDirectory(path)) {
          found.add(path);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static boolean isDecided(Path found) {
    return Files.isRegularFile(found.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static void deleteIfEmpty(Path directory) {
    try {
      Files.delete(directory);
    } catch (DirectoryNotEmptyException e) {
      LOG.log(Level.WARNING, "{0} is not used, and not deleted because it has files", directory);
    } catch (IOException e) {
      notDeleted(directory, e);
    }
  }

  private static void notDeleted(Path directory, IOException reason) {
    LOG.log(
        Level.WARNING,
        "{0} is not used, and cannot be deleted: {1}",
        directory,
        FileFailure.reason(reason));
  }
}
