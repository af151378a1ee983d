package chat.charla.kit;

import chat.charla.kit.world.Stage;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A client, as described by {@code clients.properties} or a file in the same format.
 *
 * @param name the client's name, which is the head of its column in the table
 * @param directory the directory in which the commands run
 * @param needs programs that must be installed to build and run the client
 * @param build the command that builds the client; empty if there is nothing to build
 * @param sources files and directories that the client is built from; empty if unknown
 * @param makes files and directories that the build produces; empty if unknown. They do not count
 *     as sources, even inside a directory of sources
 * @param command the command that runs the client
 */
record ClientProgram(
    String name,
    Path directory,
    List<String> needs,
    List<String> build,
    List<Path> sources,
    List<Path> makes,
    List<String> command) {

  /**
   * Reads the clients that a file describes.
   *
   * @param file the file
   * @param root the root of the checkout, which replaces {@code {root}} in the file
   * @param base the directory that relative paths in the file refer to
   * @throws IllegalArgumentException if the file describes no client, or a client without a command
   * @throws IOException if the file cannot be read
   */
  static List<ClientProgram> readAll(Path file, Path root, Path base) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    List<ClientProgram> programs = new ArrayList<>();
    for (String name : words(properties, "clients")) {
      programs.add(
          new ClientProgram(
              name,
              base.resolve(properties.getProperty(name + ".directory", ".")).normalize(),
              words(properties, name + ".needs"),
              under(root, words(properties, name + ".build")),
              paths(base, under(root, words(properties, name + ".sources"))),
              paths(base, under(root, words(properties, name + ".makes"))),
              under(root, words(properties, name + ".command"))));
    }
    if (programs.isEmpty()) {
      throw new IllegalArgumentException(file + ": the key 'clients' names no client");
    }
    for (ClientProgram program : programs) {
      if (program.command.isEmpty()) {
        throw new IllegalArgumentException(
            file + ": the key '" + program.name + ".command' is missing");
      }
    }
    return programs;
  }

  /** The needed programs that are not installed on this machine. */
  List<String> missing() {
    String path = System.getenv().getOrDefault("PATH", "");
    return needs.stream()
        .filter(
            program ->
                List.of(path.split(File.pathSeparator)).stream()
                    .noneMatch(directory -> Files.isExecutable(Path.of(directory, program))))
        .toList();
  }

  /**
   * Builds the client if a source is newer than the products of the previous build. Returns the
   * output of the build if it failed, and an empty string otherwise.
   */
  String runBuild() throws IOException, InterruptedException {
    if (build.isEmpty() || isBuilt()) {
      return "";
    }
    FileTime begun = FileTime.from(Instant.now());
    Process process =
        new ProcessBuilder(build)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      return output + "(" + String.join(" ", build) + " failed)";
    }
    // Some builds do not touch a file whose content stays the same.
    for (Path made : makes) {
      if (!Files.exists(made)) {
        return output + "(" + String.join(" ", build) + " has not made " + made + ")";
      }
      Files.setLastModifiedTime(made, begun);
    }
    return "";
  }

  private boolean isBuilt() throws IOException {
    if (sources.isEmpty() || makes.isEmpty()) {
      return false;
    }
    FileTime oldest = FileTime.from(Instant.MAX);
    for (Path made : makes) {
      if (!Files.exists(made)) {
        return false;
      }
      FileTime time = Files.getLastModifiedTime(made);
      oldest = time.compareTo(oldest) < 0 ? time : oldest;
    }
    for (Path source : sources) {
      if (newest(source).compareTo(oldest) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The modification time of a file, or of the newest file in a directory. */
  private FileTime newest(Path source) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      FileTime newest = FileTime.fromMillis(0);
      for (Path file : files.filter(Files::isRegularFile).filter(this::isNotMade).toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        newest = time.compareTo(newest) > 0 ? time : newest;
      }
      return newest;
    }
  }

  private boolean isNotMade(Path file) {
    return makes.stream().noneMatch(file::startsWith);
  }

  /** The command that starts the client, with its directory. */
  Stage.Program program() {
    return new Stage.Program(command, directory);
  }

  /** The same client, run from a copy of its directory. */
  ClientProgram in(Path copy) {
    return new ClientProgram(name, copy, needs, build, sources, makes, command);
  }

  private static List<String> under(Path root, List<String> words) {
    return words.stream().map(word -> word.replace("{root}", root.toString())).toList();
  }

  private static List<Path> paths(Path base, List<String> words) {
    return words.stream().map(base::resolve).toList();
  }

  private static List<String> words(Properties properties, String key) {
    String value = properties.getProperty(key, "").strip();
    return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
  }
}
