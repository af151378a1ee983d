package chat.charla.kit;

import chat.charla.kit.world.Stage;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A client as {@code clients.properties} describes it.
 *
 * @param name the table's column
 * @param directory where its commands run
 * @param needs programs without which it cannot be built or run
 * @param build how it is built; empty if there is nothing to build
 * @param command how it is run
 */
record ClientProgram(
    String name, Path directory, List<String> needs, List<String> build, List<String> command) {

  /** Reads the registry. */
  static List<ClientProgram> readAll(Path file, Path root) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    List<ClientProgram> programs = new ArrayList<>();
    for (String name : words(properties, "clients")) {
      programs.add(
          new ClientProgram(
              name,
              root.resolve(properties.getProperty(name + ".directory", ".")),
              words(properties, name + ".needs"),
              under(root, words(properties, name + ".build")),
              under(root, words(properties, name + ".command"))));
    }
    return programs;
  }

  /** The programs among those needed that are not on this machine. */
  List<String> missing() {
    String path = System.getenv().getOrDefault("PATH", "");
    return needs.stream()
        .filter(
            program ->
                List.of(path.split(File.pathSeparator)).stream()
                    .noneMatch(directory -> Files.isExecutable(Path.of(directory, program))))
        .toList();
  }

  /** Builds it; returns what the build said if it failed, and nothing if it did not. */
  String runBuild() throws IOException, InterruptedException {
    if (build.isEmpty()) {
      return "";
    }
    Process process =
        new ProcessBuilder(build)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : output + "(" + String.join(" ", build) + " failed)";
  }

  /** How to start it. */
  Stage.Program program() {
    return new Stage.Program(command, directory);
  }

  /** The same client, from a copy of its directory. */
  ClientProgram in(Path copy) {
    return new ClientProgram(name, copy, needs, build, command);
  }

  private static List<String> under(Path root, List<String> words) {
    return words.stream().map(word -> word.replace("{root}", root.toString())).toList();
  }

  private static List<String> words(Properties properties, String key) {
    String value = properties.getProperty(key, "").strip();
    return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
  }
}
