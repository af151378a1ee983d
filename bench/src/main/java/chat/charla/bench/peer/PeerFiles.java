package chat.charla.bench.peer;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the peers' programs and writes their configuration. */
final class PeerFiles {
  private static final List<String> SYSTEM =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin");

  private PeerFiles() {}

  /** Finds a program in the system's directories, or in the directory of {@code go install}. */
  static Optional<Path> program(String name) {
    Path home = Path.of(System.getProperty("user.home"));
    Stream<Path> ofGo =
        Stream.of(
                Optional.ofNullable(System.getenv("GOBIN")).map(Path::of),
                Optional.ofNullable(System.getenv("GOPATH"))
                    .map(list -> Path.of(list.split(File.pathSeparator, -1)[0], "bin")),
                Optional.of(home.resolve("go").resolve("bin")))
            .flatMap(Optional::stream);
    return Stream.concat(SYSTEM.stream().map(Path::of), ofGo)
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Copies a configuration into the folder, and replaces each <code>${name}</code> in it with its
   * value.
   */
  static Path write(String resource, Path folder, Map<String, String> values) {
    try (InputStream in =
        Objects.requireNonNull(PeerFiles.class.getResourceAsStream(resource), resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve(resource), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
