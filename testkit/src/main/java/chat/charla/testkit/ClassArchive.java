package chat.charla.testkit;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;

/**
 * The class path for programs that tests start as processes of their own. With the system property
 * {@code charla.archives}, it comes with an archive of classes (class-data sharing), with which a
 * program needs about half the processor time to start. The property is the directory of the
 * archives. {@code .ci/run} sets it, because making an archive only pays if many programs start.
 *
 * <p>The system property {@code charla.training} is the main class of the program that makes the
 * archive: the archive has the classes that this program loads until it exits. It gets the path of
 * a directory that does not exist yet.
 *
 * <p>An archive can only have classes from jars, so the directories of the class path become jars.
 * Jars and archive are made again if a class has changed. The test JVMs of a module use the same
 * ones.
 *
 * <p>Thread-safe.
 */
public final class ClassArchive {
  private static final String DIRECTORY = System.getProperty("charla.archives", "");
  private static final String TRAINING = System.getProperty("charla.training", "");

  /** The options for the class path of this JVM, which are determined at their first use. */
  private static final class ClassPath {
    static final List<String> OPTIONS = classPathOptions();
  }

  private ClassArchive() {}

  /**
   * Options of a JVM that has the class path of this JVM, but without SLF4J. SLF4J belongs to
   * ArchUnit, and libraries of the programs would log to it.
   */
  public static List<String> options() {
    return DIRECTORY.isEmpty() || TRAINING.isEmpty()
        ? List.of("-cp", join(classPath()))
        : ClassPath.OPTIONS;
  }

  /**
   * Options of a JVM that runs the packaged server, with an archive of the classes that the server
   * loads at its start.
   */
  static List<String> serverJarOptions(Path jar) {
    List<String> plain = List.of("-jar", jar.toString());
    if (DIRECTORY.isEmpty()) {
      return plain;
    }
    Path directory = directory(jar.toString());
    return withArchive(
        directory,
        List.of(jar),
        plain,
        plain,
        made -> {
          Path data = newData(directory);
          List<String> program = new ArrayList<>(plain);
          program.addAll(List.of("--lang", "en", "--port", "0", "--data", data.toString()));
          train(directory, made, program, "Server listening on");
        });
  }

  private static List<String> classPathOptions() {
    List<Path> entries = classPath();
    Path directory = directory(join(entries));
    List<Path> jars = new ArrayList<>();
    for (Path entry : entries) {
      boolean jar = Files.isRegularFile(entry);
      jars.add(jar ? entry : directory.resolve("directory-" + jars.size() + ".jar"));
    }
    List<String> packed = List.of("-cp", join(jars));
    return withArchive(
        directory,
        entries,
        packed,
        List.of("-cp", join(entries)),
        made -> {
          for (int i = 0; i < entries.size(); i++) {
            if (!jars.get(i).equals(entries.get(i))) {
              pack(entries.get(i), jars.get(i));
            }
          }
          List<String> program = new ArrayList<>(packed);
          program.addAll(List.of(TRAINING, newData(directory).toString()));
          train(directory, made, program, "");
        });
  }

  /** Makes an archive. */
  private interface Maker {
    void make(Path archive) throws IOException;
  }

  /**
   * Makes the archive in the directory if it is missing or older than what it is made from.
   *
   * @param program the options of the program for which the archive is
   * @param otherwise the options of the program that needs no archive
   */
  private static synchronized List<String> withArchive(
      Path directory,
      List<Path> madeFrom,
      List<String> program,
      List<String> otherwise,
      Maker maker) {
    Path archive = directory.resolve("classes.jsa");
    try {
      Files.createDirectories(directory);
      try (FileChannel lock =
              FileChannel.open(
                  directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var ignored = lock.lock()) {
        if (!isCurrent(archive, madeFrom)) {
          Path made = directory.resolve("made.jsa");
          Files.deleteIfExists(archive);
          Files.deleteIfExists(made);
          maker.make(made);
          Files.move(made, archive);
        }
      }
    } catch (IOException e) {
      // The programs start without an archive as well.
      System.err.println("no archive of classes: " + e);
      return otherwise;
    }
    // Without its log, the JVM does not print that an archive does not fit.
    List<String> options =
        new ArrayList<>(
            List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable"));
    options.addAll(program);
    return options;
  }

  /**
   * Runs a program until it exits, or until it has printed a text.
   *
   * @param readyText what the program prints when it has loaded the classes; if empty, the program
   *     exits by itself
   */
  private static void train(Path directory, Path archive, List<String> program, String readyText)
      throws IOException {
    Path log = directory.resolve("training.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:ArchiveClassesAtExit=" + archive,
            "-Xlog:disable"));
    command.addAll(program);
    Process training =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!readyText.isEmpty()) {
        Patience.await(readyText, () -> !training.isAlive() || text(log).contains(readyText));
        training.destroy();
      }
      if (!training.waitFor(Patience.SECONDS, TimeUnit.SECONDS) || training.exitValue() != 0) {
        throw new IOException("a program fails: " + program + ": " + text(log));
      }
    } catch (InterruptedException | AssertionError e) {
      throw new IOException(e);
    } finally {
      training.destroyForcibly();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(String what) {
    String name = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    return Path.of(DIRECTORY, name).toAbsolutePath();
  }

  private static Path newData(Path directory) {
    return directory.resolve("data-" + UUID.randomUUID());
  }

  private static boolean isCurrent(Path archive, List<Path> entries) throws IOException {
    if (!Files.exists(archive)) {
      return false;
    }
    FileTime time = Files.getLastModifiedTime(archive);
    for (Path entry : entries) {
      try (Stream<Path> files = Files.walk(entry)) {
        if (files.anyMatch(file -> modified(file).compareTo(time) >= 0)) {
          return false;
        }
      }
    }
    return true;
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Packs a directory into a jar, without compression. */
  private static void pack(Path directory, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(directory)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = directory.relativize(each).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new ZipEntry(name));
        Files.copy(each, out);
        out.closeEntry();
      }
    }
  }

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("slf4j"))
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  private static String join(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
