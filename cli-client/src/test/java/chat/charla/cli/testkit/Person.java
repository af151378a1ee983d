package chat.charla.cli.testkit;

import chat.charla.cli.command.CharlaCommand;
import chat.charla.cli.command.Context;
import chat.charla.cli.connection.Channels;
import chat.charla.testkit.Patience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A user who runs a command in Spanish, types, and reads the output. */
public final class Person implements AutoCloseable {
  /**
   * An environment without a configuration file, so that the tests do not read the developer's own
   * file.
   */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LANG", "es_CL.UTF-8", "XDG_CONFIG_HOME", "/nonexistent");

  static {
    Channels.silenceLibraries();
  }

  private final Keyboard keyboard = new Keyboard();
  private final Screen screen = new Screen();
  private final Screen errors = new Screen();
  private final CompletableFuture<Integer> exitCode;

  private Person(Map<String, String> environment, boolean terminal, List<String> arguments) {
    Context context =
        new Context(keyboard, screen.stream(), errors.stream(), environment, terminal);
    exitCode =
        CompletableFuture.supplyAsync(
            () -> CharlaCommand.run(context, arguments.toArray(String[]::new)),
            task -> {
              Thread thread = new Thread(task, "person " + arguments);
              thread.setDaemon(true);
              thread.start();
            });
  }

  /** Starts a command. */
  public static Person starts(String... arguments) {
    return startsIn(Map.of(), arguments);
  }

  /** Starts a command with additional environment variables. */
  public static Person startsIn(Map<String, String> environment, String... arguments) {
    Map<String, String> all = new HashMap<>(ENVIRONMENT);
    all.putAll(environment);
    return new Person(all, false, List.of(arguments));
  }

  /** Starts a command in a dumb terminal, in this environment. */
  public static Person startsAtTerminal(Map<String, String> environment, String... arguments) {
    Map<String, String> all = new HashMap<>(ENVIRONMENT);
    all.put("TERM", "dumb");
    all.putAll(environment);
    return new Person(all, true, List.of(arguments));
  }

  /** Starts a command that connects to this server. */
  public static Person starts(TestServer server, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, "--port", server.port()));
    all.addAll(List.of(arguments));
    return new Person(ENVIRONMENT, false, all);
  }

  /**
   * Starts a chat with this name, and waits until the user has joined. The chat has not opened its
   * stream then, so the user may not be present yet: see {@link #awaitPresent}.
   */
  public static Person chats(TestServer server, String name) {
    Person person = starts(server, "chat", "--name", name);
    person.screen.awaitLine(TestServer.WELCOMED);
    return person;
  }

  /** Waits until the server lists the user with this name as present. */
  public static void awaitPresent(TestServer server, String name) {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (starts(server, "users").output().stream()
        .noneMatch(line -> line.startsWith(name + "\t"))) {
      if (System.nanoTime() > end) {
        throw new AssertionError(name + " is not listed in time");
      }
    }
  }

  /** Types a line. */
  public Person types(String line) {
    keyboard.type(line + "\n");
    return this;
  }

  /** Types a text, and ends the input. */
  public Person typesFinally(String text) {
    keyboard.type(text);
    keyboard.endInput();
    return this;
  }

  /** Types bytes, which need not be UTF-8. */
  public Person types(byte[] bytes) {
    keyboard.type(bytes);
    return this;
  }

  /** Waits for a line. */
  public Person sees(String line) {
    screen.awaitLine(line);
    return this;
  }

  /** The standard output. */
  public Screen screen() {
    return screen;
  }

  /** The standard error. */
  public Screen errors() {
    return errors;
  }

  /** Waits for the end of the command. */
  public int exitCode() {
    try {
      return exitCode.get(Patience.SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no exit; the screen shows:\n" + screen.text(), e);
    }
  }

  /** Waits for the end of the command, and returns its output. */
  public List<String> output() {
    keyboard.endInput();
    int code = exitCode();
    if (code != 0) {
      throw new AssertionError("exit code " + code + ": " + errors.text());
    }
    return screen.lines();
  }

  /** Ends the command, if it is still running. */
  @Override
  public void close() {
    keyboard.endInput();
    exitCode();
  }
}
