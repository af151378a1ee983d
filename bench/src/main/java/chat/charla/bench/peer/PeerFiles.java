package chat.charla.bench.peer;

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

/** Finds the peers' programs and writes their configuration. */
final class PeerFiles {
  private static final List<Path> DIRECTORIES =
      List.of(
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"),
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"));

  private PeerFiles() {}

  /** Finds a program in the directories where programs are installed. */
  static Optional<Path> program(String name) {
    return DIRECTORIES.stream()
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
