package chat.charla.server.simulation;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The server with the classes of one patch, in class loaders of its own: neither its classes nor
 * their static fields are those of another mutant. Libraries, which are in jars, are shared.
 */
final class Mutant implements AutoCloseable {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  private final URLClassLoader classes;

  /**
   * @param first the directory of the changed classes, or an empty string
   * @param classPath the class path of the simulation of the unchanged server
   * @param libraries has the jars of this class path
   */
  Mutant(String first, String classPath, ClassLoader libraries) {
    classes =
        new URLClassLoader(
            Stream.concat(
                    Stream.of(first).filter(path -> !path.isEmpty()),
                    entries(classPath).filter(entry -> !isJar(entry)))
                .map(Mutant::url)
                .toArray(URL[]::new),
            libraries);
  }

  /** A class loader of the jars of a class path. */
  static URLClassLoader libraries(String classPath) {
    return new URLClassLoader(
        entries(classPath).filter(Mutant::isJar).map(Mutant::url).toArray(URL[]::new),
        ClassLoader.getPlatformClassLoader());
  }

  /**
   * Compiles changed sources. Returns what the compiler says, or an empty string if it succeeds.
   */
  static String compile(List<Path> sources, Path target, String classPath) {
    StringWriter said = new StringWriter();
    try (PrintWriter out = new PrintWriter(said);
        StandardJavaFileManager files =
            COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "--release",
              "17",
              "-nowarn",
              "-proc:none",
              "-d",
              target.toString(),
              "-cp",
              classPath);
      boolean compiled =
          COMPILER
              .getTask(out, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      out.flush();
      return compiled ? "" : said + "\nnot compiled";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** See {@link SimulationMain#firstFailure}. An {@link Error} of the simulation passes through. */
  String firstFailure(long... seeds) {
    try {
      return (String)
          classes
              .loadClass(SimulationMain.class.getName())
              .getMethod("firstFailure", long[].class)
              .invoke(null, seeds);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the simulation ends with " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }

  private static Stream<String> entries(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator));
  }

  private static boolean isJar(String entry) {
    return Files.isRegularFile(Path.of(entry));
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
