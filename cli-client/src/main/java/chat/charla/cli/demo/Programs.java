package chat.charla.cli.demo;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of {@code java} that start the server and the client. If the class path of this
 * program has the runnable jars, as it has with the launcher, these jars are started. Otherwise the
 * main classes are started.
 */
record Programs(List<String> server, List<String> client) {
  private static final String SERVER_CLASS = "chat.charla.server.Main";
  private static final String CLIENT_CLASS = "chat.charla.cli.Main";

  static Programs onClassPath() {
    String classPath = System.getProperty("java.class.path");
    return new Programs(
        jar(classPath, "charla-server.jar").orElse(List.of("-cp", classPath, SERVER_CLASS)),
        jar(classPath, "charla-cli.jar").orElse(List.of("-cp", classPath, CLIENT_CLASS)));
  }

  /**
   * A command that runs one of the programs in a new JVM with the options of this JVM. The new JVM
   * leaves no files behind.
   *
   * @param temporary the directory for temporary files of libraries
   */
  static List<String> command(List<String> program, Path temporary, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-agent") && !option.startsWith("-javaagent")) {
        command.add(option);
      }
    }
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-XX:-UsePerfData");
    command.addAll(program);
    command.addAll(List.of(arguments));
    return command;
  }

  private static Optional<List<String>> jar(String classPath, String name) {
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if (Path.of(entry).endsWith(name)) {
        return Optional.of(List.of("-jar", entry));
      }
    }
    return Optional.empty();
  }
}
