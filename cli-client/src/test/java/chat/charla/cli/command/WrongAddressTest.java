package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * At an address without a Charla server, each command ends with one line and the documented exit
 * code.
 */
class WrongAddressTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final byte[] BAD_REQUEST =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat --name Ana",
        "send hola",
        "tail",
        "tail --no-follow",
        "history",
        "users",
        "rooms",
        "whoami",
        "pipe"
      })
  void commandExplainsTheProblemInOneLine(String command) throws IOException {
    int closed;
    try (ServerSocket probe = new ServerSocket(0, 1, LOOPBACK)) {
      closed = probe.getLocalPort();
    }
    String refused = run(command, closed, ExitCode.UNREACHABLE);
    assertTrue(
        refused.startsWith("charla: no se pudo conectar a localhost:" + closed + " ("), refused);

    try (ServerSocket webServer = new ServerSocket(0, 50, LOOPBACK)) {
      Thread answering = new Thread(() -> answer(webServer), "web server");
      answering.setDaemon(true);
      answering.start();
      int port = webServer.getLocalPort();
      assertEquals(
          "charla: localhost:" + port + " respondió, pero no habla gRPC",
          run(command, port, ExitCode.FAILED));
    }
  }

  /** Runs a command with this port, and returns the one line that it prints. */
  private static String run(String command, int port, int exitCode) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.addAll(List.of("--port", Integer.toString(port)));
    Person person = Person.starts(arguments.toArray(String[]::new)).typesFinally("");
    assertEquals(exitCode, person.exitCode());
    List<String> printed = new ArrayList<>(person.screen().lines());
    printed.addAll(person.errors().lines());
    assertEquals(1, printed.size(), printed::toString);
    return printed.get(0);
  }

  private static void answer(ServerSocket webServer) {
    while (!webServer.isClosed()) {
      try (Socket client = webServer.accept()) {
        client.getInputStream().read();
        client.getOutputStream().write(BAD_REQUEST);
      } catch (IOException e) {
        // The client has gone, or the test has ended.
      }
    }
  }
}
