package chat.charla.kit.world;

import chat.charla.testkit.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The process of a client program under test, its commands and its output. Thread-safe. */
public final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final Duration timeLimit;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> errorLines = new ArrayList<>();
  private final Thread output;
  private final Thread errors;

  private ClientProcess(Process process, Duration timeLimit) {
    this.process = process;
    this.timeLimit = timeLimit;
    output = collect(process.getInputStream(), "client-output", text -> add(Line.parse(text)));
    errors = collect(process.getErrorStream(), "client-errors", this::addErrorLine);
  }

  static ClientProcess start(
      List<String> command, Path directory, String server, Duration timeLimit) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--server", server));
    return new ClientProcess(
        new ProcessBuilder(words).directory(directory.toFile()).start(), timeLimit);
  }

  /**
   * Writes a command to the client's standard input. If the client has exited, the command has no
   * effect. The scenario then fails, because it waits for lines that the client does not print.
   */
  public void command(String line) {
    try {
      OutputStream input = process.getOutputStream();
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException ended) {
      addErrorLine("(standard input is closed)");
    }
  }

  /** Tells the client to send a message to the lobby. */
  public void send(String id, String text) {
    command("send " + id + " " + escape(text));
  }

  /** Tells the client of an account, which has stopped, to log in. */
  public void logIn(String name, String password) {
    command("log-in " + name + " " + password);
  }

  /** Closes the client's standard input, so that the client drains. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException ended) {
      addErrorLine("(standard input is closed)");
    }
  }

  /** All lines that the client has printed. */
  public List<Line> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** The lines of this type that the client has printed. */
  public List<Line> lines(String type) {
    return lines().stream().filter(line -> line.is(type)).toList();
  }

  /** The messages of a timeline that the client has printed. */
  public List<Line> messages(String room) {
    return lines("message").stream().filter(line -> line.text("room").equals(room)).toList();
  }

  /** The sequences of the messages of a timeline that the client has printed. */
  public List<Long> sequences(String room) {
    return messages(room).stream().map(line -> line.number("sequence")).toList();
  }

  /** The texts of the messages of a timeline that the client has printed. */
  public List<String> texts(String room) {
    return messages(room).stream().map(line -> line.text("text")).toList();
  }

  /** The id with which the client joined first. */
  public String id() {
    return lines("joined").get(0).text("id");
  }

  /** The name with which the client joined first. */
  public String name() {
    return lines("joined").get(0).text("name");
  }

  /** Waits for a line. */
  public Line await(String what, Predicate<Line> wanted) {
    return await(what, timeLimit, wanted);
  }

  /** Waits for a line, up to this limit. */
  public Line await(String what, Duration within, Predicate<Line> wanted) {
    Predicate<List<Line>> there = all -> all.stream().anyMatch(wanted);
    Patience.await(
        "the client prints " + what,
        within,
        () -> there.test(lines()) || !isRunning(),
        this::lastOutput);
    return lines().stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(
            () ->
                new Failure("the client exited and has not printed " + what + "; " + lastOutput()));
  }

  /** Waits for a line of this type about this room. */
  public Line awaitRoom(String type, String room) {
    return await(type + " " + room, line -> line.isAbout(type, room));
  }

  /** Waits until the client has printed at least this many lines of a type. */
  public void awaitCount(String type, int count) {
    Patience.await(
        "the client prints " + count + " × " + type,
        timeLimit,
        () -> lines(type).size() >= count,
        () -> lines(type).size() + " so far");
  }

  /**
   * Waits until the message with this id has its final result, and fails if the result is of
   * another type.
   */
  public Line awaitResult(String id, String type) {
    Line result =
        await(
            type + " of " + id,
            line -> line.is("sent", id) || line.is("refused", id) || line.is("lost", id));
    Failure.unless(result.is(type), "the client prints %s where %s is expected", result, type);
    return result;
  }

  /** Waits until the client has printed everything up to this sequence of a timeline. */
  public void awaitReached(String room, long sequence) {
    command("expect " + (room.isEmpty() ? "-" : room) + " " + sequence);
    await(
        "reached " + sequence + " of " + (room.isEmpty() ? "the inbox" : room),
        line ->
            line.is("reached")
                && line.text("room").equals(room)
                && line.number("sequence") == sequence);
  }

  /** Waits until the client has been online this many times. */
  public void awaitOnline(int times) {
    Patience.await(
        "the client is online (" + times + " ×)",
        timeLimit,
        () -> lines("online").size() >= times || !isRunning(),
        this::lastOutput);
    Failure.unless(
        lines("online").size() >= times,
        "the client exited instead of reconnecting; %s",
        lastOutput());
  }

  /** Waits until the client has exited by itself, and returns its exit code. */
  public int awaitExit() {
    Patience.await("the client exits by itself", timeLimit, () -> !isRunning(), this::lastOutput);
    return process.exitValue();
  }

  /** Whether the process runs, or its last lines have not been read yet. */
  public boolean isRunning() {
    return process.isAlive() || output.isAlive() || errors.isAlive();
  }

  /**
   * The last line of the client's standard output and of its standard error, for a failure message.
   */
  public String lastOutput() {
    List<Line> printed = lines();
    List<String> errors;
    synchronized (errorLines) {
      errors = List.copyOf(errorLines);
    }
    StringBuilder text = new StringBuilder();
    if (printed.isEmpty()) {
      text.append("the client has printed nothing");
    } else {
      text.append("the client last printed ")
          .append(shorten(printed.get(printed.size() - 1).toString()));
    }
    if (!errors.isEmpty()) {
      text.append("; on standard error ").append(shorten(errors.get(errors.size() - 1)));
    }
    return text.toString();
  }

  /** The last lines of the client's standard error. */
  public String errorLines(int count) {
    synchronized (errorLines) {
      StringBuilder text = new StringBuilder();
      errorLines
          .subList(Math.max(0, errorLines.size() - count), errorLines.size())
          .forEach(line -> text.append("\nstderr: ").append(shorten(line)));
      return text.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  private void add(Line line) {
    synchronized (lines) {
      lines.add(line);
    }
  }

  private void addErrorLine(String text) {
    synchronized (errorLines) {
      errorLines.add(text);
    }
  }

  private static Thread collect(InputStream from, String name, Consumer<String> to) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                String line;
                while ((line = reader.readLine()) != null) {
                  to.accept(line);
                }
              } catch (IOException | UncheckedIOException over) {
                // The process has exited.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
