package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.Screen;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Command lines that make no sense, and servers that are none: one line each, never a trace. */
class UsageTest {
  @Test
  void commandIsNeeded() {
    assertUsageError("charla: falta un comando", "charla");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "abc", "9998.0", ""})
  void portIsAPort(String port) {
    String message = "charla: el puerto debe ser un número de 1 a 65535: " + port;
    assertUsageError(message, "charla chat", "chat", "localhost", port);
    assertUsageError(message, "charla users", "users", "--port=" + port);
  }

  @Test
  void otherMistakes() {
    assertUsageError("charla: no se entiende: --nada", "charla users", "users", "--nada");
    assertUsageError("charla: no se entiende: baila", "charla", "baila");
    assertUsageError("charla: «fr» no sirve como es|en", "charla users", "users", "--lang", "fr");
    assertUsageError("charla: falta HOST", "charla users", "users", "--host");
    assertUsageError(
        "charla: debe ser un número, 0 o más: -1", "charla tail", "tail", "--count=-1");
    assertUsageError(
        "charla: --to y --room no van juntos",
        "charla send",
        "send",
        "--to",
        "Ana",
        "--room",
        "lobby",
        "hola");
    assertUsageError(
        "charla: --lines lee la entrada estándar: no lleva texto",
        "charla send",
        "send",
        "--lines",
        "hola");
  }

  @Test
  void mistakesAreExplainedInTheLanguageAskedFor() {
    Person person = Person.starts("--lang", "en", "dance");
    assertEquals(ExitCode.USAGE, person.exitCode());
    assertEquals(
        List.of("charla: not understood: dance", "Use “charla --help” to see the options."),
        person.errors().lines());
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void helpDescribesEverything(Language language) {
    Screen screen = new Screen();
    Context context =
        new Context(
            InputStream.nullInputStream(), screen.stream(), screen.stream(), Map.of(), false);
    CommandLine charla = CharlaCommand.commandLine(context, Messages.in(language));
    assertDescribed(charla);
    charla.getSubcommands().values().forEach(UsageTest::assertDescribed);
    assertEquals(ExitCode.DONE, charla.execute("send", "--help"));
    assertTrue(screen.lines().contains(language == Language.SPANISH ? "Opciones:" : "Options:"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "send", "tail", "users", "whoami"})
  void unreachableServer(String command) throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    Person person = Person.starts(command, "--host=127.0.0.1", "--port=" + port).typesFinally("x");
    assertEquals(ExitCode.UNREACHABLE, person.exitCode());
    assertEquals(
        List.of(
            "charla: no se pudo conectar a 127.0.0.1: "
                + port
                + " (nadie escucha ahí: ¿está corriendo el servidor?)"),
        person.errors().lines());
    assertEquals("", person.screen().text());
  }

  @Test
  void hostThatNobodyKnows() {
    Person person = Person.starts("users", "--host", "nobody.invalid");
    assertEquals(ExitCode.UNREACHABLE, person.exitCode());
    assertEquals(
        List.of("charla: no se pudo conectar a nobody.invalid: 9998 (no se conoce ese servidor)"),
        person.errors().lines());
    Person nonsense = Person.starts("users", "--host", "no host");
    assertEquals(ExitCode.USAGE, nonsense.exitCode());
    nonsense.errors().awaitLine("charla: no es el nombre de un servidor: no host");
  }

  @Test
  void somethingElseListensThere() throws IOException {
    try (ServerSocket web = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answerAsAWebServer(web), "web server");
      thread.setDaemon(true);
      thread.start();
      Person person = Person.starts("users", "--host=127.0.0.1", "--port=" + web.getLocalPort());
      assertEquals(ExitCode.FAILED, person.exitCode());
      String expected =
          "charla: lo que responde en 127.0.0.1: "
              + web.getLocalPort()
              + " no es un servidor de Charla: ";
      String message = person.errors().awaitLineStarting(expected);
      assertEquals(List.of(message), person.errors().lines());
    }
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
