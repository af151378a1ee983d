package chat.charla.bench.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds command lines of Java programs. They run on the same Java runtime as the benchmark.
 *
 * @param options options of the Java virtual machine
 */
public record JavaProgram(List<String> options) {

  /** The command line that runs a jar. */
  public List<String> jar(Path jar) {
    return command(List.of("-jar", jar.toAbsolutePath().toString()), List.of());
  }

  /** The command line that runs a class of the benchmark's own class path. */
  public List<String> main(Class<?> main, List<String> arguments) {
    return main(main.getName(), arguments);
  }

  /** The command line that runs the class with this name, of the benchmark's own class path. */
  public List<String> main(String main, List<String> arguments) {
    return command(List.of("-cp", classPath(), main), arguments);
  }

  /**
   * The benchmark's class path, with absolute paths, because the program runs in another directory.
   */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> command(List<String> what, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(what);
    command.addAll(arguments);
    return List.copyOf(command);
  }
}
