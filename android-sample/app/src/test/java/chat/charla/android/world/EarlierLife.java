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
 * An earlier life of the app, in a process of its own, so that it can die as the system kills: at
 * any moment, and without a word. What it leaves behind is its files. See {@link EarlierLifeScript}
 * for what it does. Thread-safe.
 */
public final class EarlierLife implements AutoCloseable {
  private final Process process;
  private final PrintStream orders;
  private final List<String> said = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "earlier-life");

  private EarlierLife(Process process) {
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it, and returns when it has joined and is online.
   *
   * @param directory an empty one, for everything that it writes
   */
  public static EarlierLife join(Path directory, int port, String name) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short life: compile little.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Drobolectric.usePreinstrumentedJars=false");
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-D" + EarlierLifeScript.PORT + "=" + port);
    command.add("-D" + EarlierLifeScript.NAME + "=" + name);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(EarlierLifeScript.class.getName());
    EarlierLife life =
        new EarlierLife(new ProcessBuilder(command).redirectErrorStream(true).start());
    try {
      life.awaitSaid(EarlierLifeScript.ONLINE);
      return life;
    } catch (AssertionError failure) {
      life.close();
      throw failure;
    }
  }

  /** Has it type and send this, as soon as it comes to it. */
  public void say(String text) {
    orders.println(text);
  }

  /** What has been typed and sent, and stood on its screen with the input cleared. In order. */
  public synchronized List<String> shown() {
    return said.stream()
        .filter(line -> line.startsWith(EarlierLifeScript.SHOWN))
        .map(line -> line.substring(EarlierLifeScript.SHOWN.length()))
        .toList();
  }

  /** Returns when {@link #shown} has so many. */
  public void awaitShown(int count) {
    Patience.await(
        count + " messages on the screen of an earlier life",
        () -> {},
        () -> shown().size() >= count,
        this::describe);
  }

  /** Kills it, as with kill -9, and returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("a process that was killed is still running");
      }
      // Its last words are heard, too.
      reader.join(Patience.LIMIT.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives the files that it has left behind to the present life, whose app must not run yet. */
  public void bequeath() throws IOException {
    Path from = Path.of(awaitSaid(EarlierLifeScript.FILES));
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

  /** The rest of the first line that begins so, as soon as there is one. */
  private String awaitSaid(String start) {
    Patience.await(
        start + " from an earlier life",
        () -> {},
        () -> saidAfter(start) != null || !process.isAlive(),
        this::describe);
    String rest = saidAfter(start);
    if (rest == null) {
      throw new AssertionError("an earlier life has ended; " + describe());
    }
    return rest;
  }

  private synchronized @Nullable String saidAfter(String start) {
    for (String line : said) {
      if (line.startsWith(start)) {
        return line.substring(start.length());
      }
    }
    return null;
  }

  private synchronized void hear(String line) {
    said.add(line);
  }

  /** All its output, be it said to us or not. */
  private synchronized String describe() {
    return "it has said:\n" + String.join("\n", said);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        hear(line);
      }
    } catch (IOException | UncheckedIOException over) {
      // The process is gone.
    }
  }
}
