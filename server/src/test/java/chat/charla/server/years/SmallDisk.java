package chat.charla.server.years;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small file system in the machine's memory, which only one server has mounted. Another file
 * takes a part of it from the beginning. For one server.
 */
final class SmallDisk {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Mounts $1 bytes at $0, of which another file takes $2, and runs the other words there. */
  private static final String MOUNT =
      """
      mount -t tmpfs -o size="$1" none "$0" && head -c "$2" /dev/zero >"$0/other" || exit 77
      shift 2
      exec "$@"
      """;

  private final Path mount;

  /**
   * Creates a disk that is not mounted yet.
   *
   * @throws Subject.SkippedException if this machine does not permit to mount it
   */
  SmallDisk(Trial trial) throws IOException, InterruptedException, Subject.SkippedException {
    mount = Files.createDirectory(trial.directory().resolve("disk"));
    boolean permitted;
    try {
      permitted = Ended.run(LIMIT, List.of(starter(1 << 20, 0, "true"))).exitCode() == 0;
    } catch (IOException noUnshare) {
      permitted = false;
    }
    if (!permitted) {
      throw new Subject.SkippedException("unshare may not mount a file system here");
    }
  }

  /**
   * A launch of the server with its data on this disk.
   *
   * @param bytes the size of the disk
   * @param taken how many of them another file takes
   */
  ServerProgram.Launch launch(Trial trial, long bytes, long taken) {
    return trial.launch(mount.resolve("data")).under(starter(bytes, taken));
  }

  /** How many bytes the running server can still write. */
  long free(ServerProgram server) {
    return Path.of("/proc/" + server.pid() + "/root" + mount.toAbsolutePath())
        .toFile()
        .getUsableSpace();
  }

  private String[] starter(long bytes, long taken, String... program) {
    return Stream.concat(
            Stream.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                MOUNT,
                mount.toString(),
                Long.toString(bytes),
                Long.toString(taken)),
            Stream.of(program))
        .toArray(String[]::new);
  }
}
