package chat.charla.android.world;

import chat.charla.testkit.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.robolectric.RuntimeEnvironment;

/**
 * An earlier run of the app, in a separate process. A test can kill the process at any moment, as
 * the system does. The files of the process remain. {@link EarlierProcessMain} is its program.
 * Thread-safe.
 */
public final class EarlierProcess implements AutoCloseable {
  private final Process process;
  private final PrintStream orders;
  private final List<String> output = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "earlier-process");

  private EarlierProcess(Process process) {
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the process, and returns when the app has joined and is online.
   *
   * @param directory an empty directory for everything that the process writes
   */
  public static EarlierProcess join(Path directory, int port, String name) throws IOException {
    return start(directory, port, name, "", EarlierProcessMain.ONLINE);
  }

  /**
   * Starts the process, and returns when the user has pressed the button that logs in.
   *
   * @param directory an empty directory for everything that the process writes
   */
  public static EarlierProcess logIn(Path directory, int port, String name, String password)
      throws IOException {
    return start(directory, port, name, password, EarlierProcessMain.LOGGING_IN);
  }

  private static EarlierProcess start(
      Path directory, int port, String name, String password, String line) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short process is faster if the JVM uses only its C1 compiler.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Drobolectric.usePreinstrumentedJars=false");
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-D" + EarlierProcessMain.PORT + "=" + port);
    command.add("-D" + EarlierProcessMain.NAME + "=" + name);
    command.add("-D" + EarlierProcessMain.PASSWORD + "=" + password);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(EarlierProcessMain.class.getName());
    EarlierProcess started =
        new EarlierProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    try {
      started.awaitLine(line);
      return started;
    } catch (AssertionError failure) {
      started.close();
      throw failure;
    }
  }

  /** Makes the process type and send a text. Does not wait. */
  public void say(String text) {
    orders.println(text);
  }

  /** The texts that the process has sent and its screen has shown, in order. */
  public synchronized List<String> shown() {
    return output.stream()
        .filter(line -> line.startsWith(EarlierProcessMain.SHOWN))
        .map(line -> line.substring(EarlierProcessMain.SHOWN.length()))
        .toList();
  }

  /** Returns when {@link #shown} has at least this many texts. */
  public void awaitShown(int count) {
    Patience.await(
        count + " messages on the screen of the earlier process",
        () -> {},
        () -> shown().size() >= count,
        this::describe);
  }

  /** Kills the process, as {@code kill -9} does, and returns when it has exited. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("a process that was killed is still running");
      }
      // The reader must have read the last output before this method returns.
      reader.join(Patience.LIMIT.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Copies the files of the earlier process to the app of the test's process. That app must not
   * have started yet.
   */
  public void copyFilesToApp() throws IOException {
    Path from = Path.of(awaitLine(EarlierProcessMain.FILES));
    Path to = RuntimeEnvironment.getApplication().getDataDir().toPath();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    kill();
  }

  /** Returns the rest of the first line with this prefix, as soon as there is one. */
  private String awaitLine(String start) {
    Patience.await(
        start + " from the earlier process",
        () -> {},
        () -> lineAfter(start) != null || !process.isAlive(),
        this::describe);
    String rest = lineAfter(start);
    if (rest == null) {
      throw new AssertionError("the earlier process has exited; " + describe());
    }
    return rest;
  }

  private synchronized @Nullable String lineAfter(String start) {
    for (String line : output) {
      if (line.startsWith(start)) {
        return line.substring(start.length());
      }
    }
    return null;
  }

  private synchronized void add(String line) {
    output.add(line);
  }

  /** The output of the process. */
  private synchronized String describe() {
    return "its output:\n" + String.join("\n", output);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        add(line);
      }
    } catch (IOException | UncheckedIOException over) {
      // The process has exited.
    }
  }
}
