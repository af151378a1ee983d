package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.testkit.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Connections from many addresses. A machine has few addresses for a test, so server and peers run
 * in a process of their own in a network namespace with as many addresses as needed. Skipped where
 * the machine permits no namespaces.
 */
class NetworkAddressTest {
  private static final String PREPARE =
      "set -e; ip link set lo up; "
          + "for a in ::2 2001:db8:1:1::1 2001:db8:1:1::2 2001:db8:1:1::3 2001:db8:1:1::4"
          + " 2001:db8:1:1::5 2001:db8:1:2::1; do ip -6 addr add $a/128 dev lo nodad; done; ";

  @TempDir private Path directory;

  /**
   * With one limit for a whole /64, 90 connections from one address would leave 10 for all other
   * addresses of the /64.
   */
  @Test
  @Tag("fault:crowded-network")
  void addressesOfOneNetworkHaveSeparateConnectionLimits() throws Exception {
    assertEquals(
        List.of("::1: 90 open", "::2: 120 open", "::2: 190 open"),
        play(100, "::1 90", "::2 30", "::2 100"));
  }

  @Test
  @Tag("fault:many-addresses")
  void aNetworkMayHaveFourTimesAsManyConnectionsAsAnAddress() throws Exception {
    assertEquals(
        List.of(
            "2001:db8:1:1::1: 2 open",
            "2001:db8:1:1::2: 4 open",
            "2001:db8:1:1::3: 6 open",
            "2001:db8:1:1::4: 8 open",
            "2001:db8:1:1::5: 8 open",
            "2001:db8:1:2::1: 10 open"),
        play(
            2,
            "2001:db8:1:1::1 3",
            "2001:db8:1:1::2 3",
            "2001:db8:1:1::3 3",
            "2001:db8:1:1::4 3",
            "2001:db8:1:1::5 3",
            "2001:db8:1:2::1 3"));
  }

  /** The output of {@link #main} in a namespace. */
  private List<String> play(int perAddress, String... connections) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--map-root-user",
                "--net",
                "sh",
                "-c",
                PREPARE + "exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkAddressTest.class.getName(),
                directory.resolve("data").toString(),
                Integer.toString(perAddress)));
    command.addAll(List.of(connections));
    requireNamespaces();
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    try {
      if (!process.waitFor(4 * Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the process does not end: " + Files.readString(out));
      }
      assertEquals(0, process.exitValue(), () -> read(directory.resolve("err")));
      return Files.readAllLines(out);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void requireNamespaces() throws InterruptedException {
    try {
      Process attempt =
          new ProcessBuilder(
                  "unshare", "--map-root-user", "--net", "sh", "-c", PREPARE + "ip -6 addr")
              .redirectErrorStream(true)
              .start();
      String output = new String(attempt.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (attempt.waitFor() != 0) {
        skip(output.strip());
      }
    } catch (IOException e) {
      skip(String.valueOf(e.getMessage()));
    }
  }

  private static void skip(String reason) {
    String why = "no network namespace with addresses can be made here: " + reason;
    System.out.println("skipped: " + why);
    throw new TestAbortedException(why);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * Runs in the namespace. Opens the given number of connections from one address after the other,
   * and prints after each address how many connections are open.
   *
   * @param arguments the data directory; the connections that one address may have; then addresses,
   *     each with a number of connections
   */
  public static void main(String[] arguments) throws IOException {
    try (RunningServer server =
        RunningServer.with(
            Path.of(arguments[0]),
            config ->
                config
                    .host("::")
                    .connections(
                        new ConnectionChanges()
                            .perAddress(Integer.parseInt(arguments[1]))
                            .limitLoopback(true)
                            .handshake(Duration.ofHours(1)) // The connections send nothing.
                            .settings()))) {
      List<Socket> open = new ArrayList<>();
      for (String connections : List.of(arguments).subList(2, arguments.length)) {
        String[] parts = connections.split(" ");
        for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
          connect(server.port(), parts[0], open);
        }
        Patience.await(
            "all connections are accepted or refused",
            () -> server.openConnections() + server.refusedOrReplaced() == open.size());
        System.out.println(parts[0] + ": " + server.openConnections() + " open");
      }
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** Connects from this address, and waits until the server sends its preface or closes. */
  private static void connect(int port, String from, List<Socket> open) {
    Socket socket = new Socket();
    open.add(socket);
    try {
      InetAddress address = InetAddress.getByName(from);
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress(address, port));
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Patience.SECONDS));
      socket.getInputStream().read();
    } catch (IOException reset) {
      // The server has closed this connection in favour of another one.
    }
  }
}
