package chat.charla.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chat server as a separate process, with its console output. If the process still runs when
 * the JVM of the test exits, it is killed, and so are the processes that it has started: if the
 * server runs under another program, it is one of them. Thread-safe.
 */
public final class ServerProgram implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("Server listening on localhost:(\\d+)");

  /** The beginning of every line of a server without a terminal: time and level. */
  private static final Pattern BEGINNING =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ([A-Z]+ )(.*)");

  /**
   * The logger's name, which follows the level in a line of the log, but not in a line of the
   * console.
   */
  private static final Pattern LOGGER = Pattern.compile("[\\w.$]+: ");

  private final Launch launch;
  private final Process process;
  private final Recording<String> console = new Recording<>();
  private final Thread atExit;

  /** The processes that {@link #process} had started when it was killed. */
  private volatile List<ProcessHandle> started = List.of();

  private ServerProgram(Launch launch, Process process) {
    this.launch = launch;
    this.process = process;
    this.atExit = new Thread(this::killAll, "server-at-exit");
    Runtime.getRuntime().addShutdownHook(atExit);
    // This thread reads all output, so that the server never blocks on a full pipe.
    Thread reader = new Thread(this::readConsole, "server-console");
    reader.setDaemon(true);
    reader.start();
  }

  /** A launch of a packaged server, of this version or an older one. */
  public static Launch jar(Path jar) {
    return new Launch(List.of("-jar", jar.toString()), List.of());
  }

  /** A launch of a packaged server that starts faster if the tests have a {@link ClassArchive}. */
  public static Launch quickJar(Path jar) {
    return new Launch(ClassArchive.serverJarOptions(jar), List.of());
  }

  /**
   * A launch of the server from the class path of this JVM: see {@link ClassArchive}. The launch
   * switches off the server's check of the free disk space.
   */
  public static Launch classPath() {
    List<String> program = new ArrayList<>(ClassArchive.options());
    program.add("chat.charla.server.Main");
    return new Launch(program, List.of("--min-free-disk", "0"));
  }

  /**
   * Waits until the server listens, and returns its port.
   *
   * @throws AssertionError if the server exits instead; the message contains its output
   */
  public int port() {
    String line = console.await("listening server", text -> LISTENING.matcher(text).find());
    Matcher matcher = LISTENING.matcher(line);
    if (!matcher.find()) {
      throw new AssertionError(line);
    }
    return Integer.parseInt(matcher.group(1));
  }

  /**
   * All lines that the server has written to standard output and standard error: those of the
   * console without time and level, those of the log without time.
   */
  public Recording<String> console() {
    return console;
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Asks the server to stop, as SIGTERM does, without waiting until it has stopped. */
  public void terminate() {
    // Process.destroy() would close the console. The handle's method leaves the console open.
    process.toHandle().destroy();
  }

  /**
   * Kills the server, as {@code kill -9} does, and waits until it has exited. If the server runs
   * under another program, kills only that program.
   */
  public void kill() {
    killProcess();
    exitCode();
  }

  private void killProcess() {
    if (process.isAlive()) {
      started = process.descendants().toList();
      process.toHandle().destroyForcibly();
    }
  }

  private void killAll() {
    killProcess();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits until the server has exited and {@link #console} is complete. Returns the exit code. */
  public int exitCode() {
    try {
      if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the server is still running; " + console.all());
      }
      console.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Starts the server again by the same launch, but on the port of this server. Returns when the
   * new server listens. This server must have exited.
   */
  public ServerProgram restart() throws IOException {
    ServerProgram next = launch.start(port());
    try {
      if (next.port() != port()) {
        throw new AssertionError("the server listens on another port: " + next.port());
      }
      return next;
    } catch (AssertionError failure) {
      next.close();
      throw failure;
    }
  }

  /**
   * Kills the server and the program under which it runs, and waits until they have exited. A
   * server would not always notice that this program has ended: after {@code nohup}, it ignores
   * that its terminal hangs up.
   */
  @Override
  public void close() {
    killAll();
    exitCode();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook already runs, and the process has already exited.
    }
  }

  private void readConsole() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().map(ServerProgram::withoutTime).forEach(console::add);
    } catch (IOException | UncheckedIOException e) {
      // The process has exited.
    } finally {
      console.end();
    }
  }

  private static String withoutTime(String line) {
    Matcher matcher = BEGINNING.matcher(line);
    if (!matcher.matches()) {
      return line;
    }
    String rest = matcher.group(2);
    return LOGGER.matcher(rest).lookingAt() ? matcher.group(1) + rest : rest;
  }

  /** The command that starts a server. */
  public static final class Launch {
    private final List<String> program;
    private final List<String> starter = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private List<String> language = List.of("--lang", "en");
    private List<String> disk;
    private int port;

    private Launch(List<String> program, List<String> disk) {
      this.program = program;
      this.disk = disk;
    }

    /**
     * Runs the server under another program, such as strace. The command line begins with these
     * words.
     */
    public Launch under(String... words) {
      starter.addAll(List.of(words));
      return this;
    }

    /** Sets the server's port. By default the server uses a free port. */
    public Launch port(int number) {
      port = number;
      return this;
    }

    /** Sets the server's data directory. */
    public Launch data(Path directory) {
      return option("--data", directory.toString());
    }

    /** Lets the server's configuration determine the language, which is otherwise English. */
    public Launch configuredLanguage() {
      language = List.of();
      return this;
    }

    /** Lets the server's configuration determine how much of the disk should be free. */
    public Launch configuredDisk() {
      disk = List.of();
      return this;
    }

    /** Adds options of the server. */
    public Launch option(String... words) {
      options.addAll(List.of(words));
      return this;
    }

    /** Adds options of the JVM. */
    public Launch jvm(String... words) {
      jvmOptions.addAll(List.of(words));
      return this;
    }

    /** Starts the server, without waiting until it listens. */
    public ServerProgram start() throws IOException {
      return start(port);
    }

    private ServerProgram start(int port) throws IOException {
      List<String> command = new ArrayList<>(starter);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:+IgnoreUnrecognizedVMOptions",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-XX:+ExitOnOutOfMemoryError",
              // The C1 compiler suffices for a short-lived process. The launcher uses the same
              // collector.
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC"));
      command.addAll(jvmOptions);
      command.addAll(program);
      command.addAll(language);
      command.addAll(disk);
      command.addAll(List.of("--port", Integer.toString(port)));
      command.addAll(options);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // The JVM would print a notice about these variables on the console.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      return new ServerProgram(this, builder.start());
    }
  }
}
