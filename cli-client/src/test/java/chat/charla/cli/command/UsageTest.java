package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.Settings;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.Screen;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * An invalid command line or an unusable server causes a short message, and never a stack trace.
 */
class UsageTest {
  private static final Map<String, String> NO_SETTINGS = Map.of("XDG_CONFIG_HOME", "/nonexistent");

  @Test
  void commandIsNeeded() {
    assertUsageError("charla: falta un comando", "charla");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "abc", "9998.0", ""})
  void invalidPortIsRefused(String port) {
    String message = "charla: el puerto debe ser un número de 1 a 65535, no «" + port + "»";
    assertUsageError(message, "charla chat", "chat", "localhost", port);
    assertUsageError(
        "charla: --port: " + message.substring(8), "charla users", "users", "--port=" + port);
  }

  @Test
  void otherInvalidCommandLinesAreRefused() {
    assertUsageError("charla: argumento desconocido: --nada", "charla users", "users", "--nada");
    assertUsageError("charla: argumento desconocido: ahora", "charla users", "users", "ahora");
    assertUsageError("charla: argumento desconocido: baila", "charla", "baila");
    assertUsageError(
        "charla: argumento desconocido: --hots x (¿quisiste decir --host?)",
        "charla users",
        "users",
        "--hots",
        "x");
    assertUsageError("charla: argumento desconocido: snd (¿quisiste decir send?)", "charla", "snd");
    assertUsageError(
        "charla: argumento desconocido: -n Ana (¿quisiste decir --name?)",
        "charla users",
        "users",
        "-n",
        "Ana");
    assertUsageError("charla: argumento desconocido: -x", "charla users", "users", "-x");
    assertUsageError("charla: argumento desconocido: baila", "charla", "help", "baila");
    assertUsageError("charla: falta bash|zsh|fish", "charla completion", "completion");
    assertUsageError(
        "charla: debe ser bash, zsh o fish, no «sh»", "charla completion", "completion", "sh");
    assertUsageError(
        "charla: --lang: debe ser es o en, no «fr»", "charla users", "users", "--lang", "fr");
    assertUsageError(
        "charla: a --host le falta un valor (HOST)", "charla users", "users", "--host");
    assertUsageError(
        "charla: a --host le falta un valor (HOST)", "charla users", "users", "--host", "--port=1");
    assertUsageError(
        "charla: --name se indicó más de una vez", "charla users", "users", "--name=a", "--name=b");
    assertUsageError("charla: --lines no lleva valor", "charla send", "send", "--lines=sí", "x");
    assertUsageError(
        "charla: --server: no es una dirección de servidor válida: a:b",
        "charla users",
        "users",
        "--server=a:b");
    assertUsageError(
        "charla: --count: debe ser un número entero, 0 o más, no «-1»",
        "charla tail",
        "tail",
        "--count=-1");
    assertUsageError(
        "charla: --count: debe ser un número entero de 0 a 9223372036854775807, no"
            + " «9223372036854775808»",
        "charla history",
        "history",
        "--count=9223372036854775808");
    assertUsageError(
        "charla: --epoch: debe ser una época como 1gxc24007jydp, no «¿?»",
        "charla history",
        "history",
        "--since=1",
        "--epoch=¿?");
    for (String duration : List.of("0s", "3651d", "999999999h", "30")) {
      assertUsageError(
          "charla: --timeout: debe ser una duración de 1ms a 3650d, como 500ms, 30s, 5m, 1h o 90d, no «"
              + duration
              + "»",
          "charla tail",
          "tail",
          "--timeout=" + duration);
    }
    assertUsageError(
        "charla: --to y --room no se pueden usar juntos",
        "charla send",
        "send",
        "--to",
        "Ana",
        "--room",
        "lobby",
        "hola");
    assertUsageError(
        "charla: --lines lee la entrada estándar y no lleva texto",
        "charla send",
        "send",
        "--lines",
        "hola");
  }

  @Test
  void helpIsAlsoACommand() {
    assertEquals(Person.starts("--help").output(), Person.starts("help").output());
    assertEquals(Person.starts("send", "--help").output(), Person.starts("help", "send").output());
  }

  @Test
  void configWithoutACommandShowsTheSettings() {
    Map<String, String> environment = Map.of("CHARLA_SERVER", "chat.example:7000");
    List<String> shown = Person.startsIn(environment, "config", "--lang", "en").output();
    assertEquals(Person.startsIn(environment, "config", "show", "--lang", "en").output(), shown);
    assertTrue(shown.get(0).startsWith("host = chat.example"), shown::toString);
  }

  @Test
  void errorsAreInTheRequestedLanguage() {
    Person person = Person.starts("--lang", "en", "dance");
    assertEquals(ExitCode.USAGE, person.exitCode());
    assertEquals(
        List.of("charla: unknown argument: dance", "Use “charla --help” to see the options."),
        person.errors().lines());
  }

  /**
   * Tests every kind of error that picocli can report, also the kinds that no command line of this
   * program causes.
   */
  @ParameterizedTest
  @EnumSource(Language.class)
  void noTextOfPicocliReachesTheUser(Language language) {
    CommandLine charla = charla(language, new Screen());
    ArgSpec option = charla.getCommandSpec().findOption("lang");
    String picocli = "The quick brown fox";
    for (ParameterException fault :
        List.of(
            new UnmatchedArgumentException(charla, picocli),
            new UnmatchedArgumentException(charla, List.of("x"), picocli),
            new MissingParameterException(charla, option, picocli),
            new MissingParameterException(charla, List.of(option), picocli),
            new MaxValuesExceededException(charla, picocli),
            new OverwrittenOptionException(charla, option, picocli),
            new MutuallyExclusiveArgsException(charla, picocli),
            new ParameterException(charla, picocli, option, "x"),
            new ParameterException(charla, picocli, option, null),
            new ParameterException(charla, picocli, null, "x"))) {
      Screen errors = new Screen();
      Settings settings = Settings.read(NO_SETTINGS, null, null);
      int exitCode =
          new Problems(errors.stream(), Messages.in(language), settings)
              .handleParseException(fault, new String[0]);
      assertEquals(ExitCode.USAGE, exitCode);
      assertEquals(2, errors.lines().size(), fault::toString);
      assertFalse(errors.text().contains("fox"), fault::toString);
    }
  }

  @Test
  void interruptionIsReported() {
    Screen errors = new Screen();
    Problems problems =
        new Problems(
            errors.stream(), Messages.in(Language.ENGLISH), Settings.read(NO_SETTINGS, null, null));
    CommandLine charla = charla(Language.ENGLISH, new Screen());
    for (Exception cause : List.of(new InterruptedException(), new InterruptedIOException())) {
      int exitCode = problems.handleExecutionException(cause, charla, charla.parseArgs());
      assertEquals(ExitCode.INTERRUPTED, exitCode);
    }
    assertEquals(List.of("charla: interrupted", "charla: interrupted"), errors.lines());
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void helpDescribesEverything(Language language) {
    Screen screen = new Screen();
    CommandLine charla = charla(language, screen);
    forEachCommand(charla, UsageTest::assertDescribed);
    assertEquals(ExitCode.DONE, charla.execute("send", "--help"));
    assertTrue(screen.lines().contains(language == Language.SPANISH ? "Opciones:" : "Options:"));
  }

  @Test
  void bothLanguagesHaveTheSameHelp() {
    Messages spanish = Messages.in(Language.SPANISH);
    Messages english = Messages.in(Language.ENGLISH);
    assertEquals(spanish.usage().keySet(), english.usage().keySet());
    for (String key : spanish.usage().keySet()) {
      boolean sameInBoth =
          key.endsWith(".usage.footer") || key.equals("usage.parameterListHeading");
      assertEquals(
          sameInBoth, spanish.usage().getString(key).equals(english.usage().getString(key)), key);
    }
  }

  @Test
  void helpListsEveryExitCode() {
    List<String> help = Person.starts("--help").output();
    for (int code : new int[] {0, 1, 2, 3, 4, 5, 130}) {
      assertEquals(1, help.stream().filter(line -> line.startsWith("  " + code + " ")).count());
    }
  }

  /** Other types could not be converted from the environment and the configuration file. */
  @Test
  void everySettableOptionHasAConvertibleType() {
    forEachCommand(
        charla(Language.ENGLISH, new Screen()),
        command -> {
          for (OptionSpec option : SettableOptions.of(command.getCommandSpec())) {
            Class<?> type = option.type();
            boolean isRead =
                option.converters().length > 0
                    || type == String.class
                    || type == Path.class
                    || type == boolean.class
                    || type.isEnum();
            assertTrue(isRead, option::toString);
          }
        });
  }

  @Test
  void everySettingIsDocumented() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "settings.md"));
    CommandLine charla = charla(Language.ENGLISH, new Screen());
    for (String name : SettableOptions.namesFrom(charla.getCommandSpec())) {
      for (String word : List.of("--" + name, Settings.variable(name), "`" + name + "`")) {
        assertTrue(page.contains(word), () -> "docs/settings.md does not contain " + word);
      }
    }
  }

  /** None of these commands reads input. */
  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "--version", "version", "config show", "config path", "completion bash"})
  void standardInputIsNotRead(String command) {
    Screen screen = new Screen();
    InputStream unreadable =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("the input must not be read");
          }
        };
    Context context = new Context(unreadable, screen.stream(), screen.stream(), NO_SETTINGS, true);
    assertEquals(ExitCode.DONE, CharlaCommand.run(context, command.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({"always, true, true", "never, true, false", "auto, false, false"})
  void helpIsColouredByTheSetting(String choice, boolean terminal, boolean coloured) {
    Screen screen = new Screen();
    Context context =
        new Context(
            InputStream.nullInputStream(),
            screen.stream(),
            screen.stream(),
            Map.of("XDG_CONFIG_HOME", "/nonexistent", "CHARLA_COLOR", choice, "TERM", "xterm"),
            terminal);
    assertEquals(ExitCode.DONE, CharlaCommand.run(context, "users", "--help"));
    assertEquals(coloured, screen.text().contains("\u001b["));
  }

  @Test
  void versionPrintsTheVersions() {
    List<String> lines = Person.starts("version").output();
    assertEquals(Person.starts("--version").output(), lines.subList(0, 1));
    assertEquals("contract charla.v1.ChatService", lines.get(1));
    assertTrue(lines.get(2).startsWith("java " + System.getProperty("java.version") + " ("));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "send", "tail", "users", "whoami"})
  void unreachableServerIsReported(String command) throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    Person person = Person.starts(command, "--host=127.0.0.1", "--port=" + port).typesFinally("x");
    assertEquals(ExitCode.UNREACHABLE, person.exitCode());
    assertEquals(
        List.of(
            "charla: no se pudo conectar a 127.0.0.1:"
                + port
                + " (conexión rechazada; quizá el servidor no está en marcha)"),
        person.errors().lines());
    assertEquals("", person.screen().text());
  }

  @Test
  void unknownHostIsReported() {
    Person person = Person.starts("users", "--host", "unknown.invalid");
    assertEquals(ExitCode.UNREACHABLE, person.exitCode());
    assertEquals(
        List.of("charla: no se pudo conectar a unknown.invalid:9998 (host desconocido)"),
        person.errors().lines());
    Person invalid = Person.starts("users", "--host", "no host");
    assertEquals(ExitCode.USAGE, invalid.exitCode());
    invalid.errors().awaitLine("charla: --host: no es un host válido: no host");
  }

  @Test
  void serverThatIsNotCharlaIsReported() throws IOException {
    try (ServerSocket web = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answerAsAWebServer(web), "web server");
      thread.setDaemon(true);
      thread.start();
      Person person = Person.starts("users", "--host=127.0.0.1", "--port=" + web.getLocalPort());
      assertEquals(ExitCode.FAILED, person.exitCode());
      String expected =
          "charla: 127.0.0.1:" + web.getLocalPort() + " respondió, pero no habla gRPC";
      String message = person.errors().awaitLineStarting(expected);
      assertEquals(List.of(message), person.errors().lines());
    }
  }

  /** The system accepts connections, but no program answers. */
  @Test
  void silentServerIsReported() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Person person =
          Person.starts(
              "send",
              "--host=127.0.0.1",
              "--port=" + silent.getLocalPort(),
              "--timeout=500ms",
              "hola");
      assertEquals(ExitCode.UNREACHABLE, person.exitCode());
      String expected =
          "charla: no se pudo conectar a 127.0.0.1:%d (no responde)"
              .formatted(silent.getLocalPort());
      assertEquals(expected, person.errors().awaitLineStarting(expected));
      assertEquals(List.of(expected), person.errors().lines());
    }
  }

  private static CommandLine charla(Language language, Screen screen) {
    Context context =
        new Context(
            InputStream.nullInputStream(), screen.stream(), screen.stream(), NO_SETTINGS, false);
    Settings settings = Settings.read(NO_SETTINGS, null, null);
    return CharlaCommand.commandLine(context, Messages.in(language), settings);
  }

  private static void forEachCommand(CommandLine command, Consumer<CommandLine> action) {
    action.accept(command);
    command.getSubcommands().values().forEach(each -> forEachCommand(each, action));
  }

  private static void assertDescribed(CommandLine command) {
    assertTrue(command.getCommandSpec().usageMessage().description().length > 0);
    for (ArgSpec argument : command.getCommandSpec().args()) {
      assertTrue(argument.description().length > 0, argument::toString);
    }
  }

  private static void answerAsAWebServer(ServerSocket server) {
    String answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    while (true) {
      try (Socket socket = server.accept()) {
        socket.getInputStream().read();
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void assertUsageError(String message, String command, String... arguments) {
    Person person = Person.starts(arguments);
    assertEquals(ExitCode.USAGE, person.exitCode());
    assertEquals(
        List.of(message, "Usa «" + command + " --help» para ver las opciones."),
        person.errors().lines());
    assertEquals("", person.screen().text());
  }
}
