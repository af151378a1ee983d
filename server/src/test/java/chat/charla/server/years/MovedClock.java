package chat.charla.server.years;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The clock of a server's process, which libfaketime moves: the time of day, and the time that has
 * passed since the start. A thread that waits notices the new time only when it wakes up. For one
 * thread.
 */
final class MovedClock {
  private final Path library;
  private final Path offset;

  /**
   * Creates a clock that is right at first.
   *
   * @param name a name of this clock, for a file of the trial
   * @throws Subject.SkippedException if libfaketime is not installed
   */
  MovedClock(Trial trial, String name) throws IOException, Subject.SkippedException {
    library = library();
    offset = trial.directory().resolve(name + ".offset");
    set(Duration.ZERO);
  }

  /** Sets how far the clock is ahead. */
  void set(Duration ahead) throws IOException {
    // The rename lets the process see either offset, and never a file that is half written.
    Path next = Path.of(offset + ".next");
    Files.writeString(next, "+" + ahead.toSeconds() + "s\n");
    Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Gives the server this clock. */
  ServerProgram.Launch under(ServerProgram.Launch launch) {
    return launch.under(
        "env", "LD_PRELOAD=" + library, "FAKETIME_TIMESTAMP_FILE=" + offset, "FAKETIME_NO_CACHE=1");
  }

  private static Path library() throws IOException, Subject.SkippedException {
    for (Path directory : List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"))) {
      try (Stream<Path> files =
          Files.isDirectory(directory)
              ? Files.find(
                  directory, 3, (file, about) -> file.endsWith("faketime/libfaketimeMT.so.1"))
              : Stream.empty()) {
        List<Path> found = files.toList();
        if (!found.isEmpty()) {
          return found.get(0);
        }
      }
    }
    throw new Subject.SkippedException(
        "libfaketime is not installed (Debian: apt-get install faketime)");
  }
}
