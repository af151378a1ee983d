package chat.charla.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the endpoint answers, and that a hostile client keeps no connection for long. */
class MetricsEndpointTest {
  private final Queue<AutoCloseable> open = new ArrayDeque<>();
  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /metrics HTTP/1.1, 200 OK",
    "GET /metrics?name=value HTTP/1.0, 200 OK",
    "HEAD /metrics HTTP/1.1, 200 OK",
    "GET / HTTP/1.1, 404 Not Found",
    "GET /metrics/ HTTP/1.1, 404 Not Found",
    "POST /metrics HTTP/1.1, 405 Method Not Allowed",
    "nonsense, 400 Bad Request"
  })
  void aRequestIsAnsweredAndTheConnectionClosed(String request, String status) throws IOException {
    metrics.gauge("charla_streams", "Streams.", () -> 2);
    Socket client = connect(started(MetricsEndpoint.LIFETIME));

    send(client, request + "\r\nhost: any\r\n\r\n");
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\n"), answer);
    assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
    boolean hasBody = status.startsWith("200") && !request.startsWith("HEAD");
    assertEquals(hasBody, answer.contains("charla_streams 2.0"), answer);
  }

  @Test
  void headersThatAreTooLongAreRefused() throws IOException {
    Socket client = connect(started(MetricsEndpoint.LIFETIME));

    // The request is exactly as long as the endpoint reads. Unread bytes would cause a reset of the
    // connection before the answer has arrived.
    String header = "a: " + "x".repeat(MetricsEndpoint.MAX_HEADER_BYTES - 2);
    send(client, "GET /metrics HTTP/1.1\r\n" + header);
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
  }

  @Test
  void aConnectionThatSendsNothingIsClosed() throws IOException {
    Socket client = connect(started(Duration.ofMillis(100)));
    send(client, "GET /metrics HT");

    assertEquals(-1, client.getInputStream().read());
  }

  @Test
  void aClientThatOpensManyConnectionsDoesNotKeepOthersOut() throws IOException {
    MetricsEndpoint endpoint = started(Duration.ofHours(1));
    Socket oldest = connect(endpoint);
    for (int i = 0; i < ScrapeSlots.MAX; i++) {
      send(connect(endpoint), "GET /");
    }

    assertEquals(-1, oldest.getInputStream().read());
    Socket another = connect(endpoint);
    send(another, "GET /metrics HTTP/1.1\r\n\r\n");
    assertEquals('H', another.getInputStream().read());
  }

  /** A value that cannot be read is left out, and the rest of the page is served. */
  @Test
  void aFailingValueIsLeftOut() throws IOException {
    metrics.gauge(
        "charla_failing",
        "Fails.",
        () -> {
          throw new IllegalStateException("a defect, on purpose");
        });
    MetricsEndpoint endpoint = started(MetricsEndpoint.LIFETIME);
    Socket client = connect(endpoint);
    send(client, "GET /metrics HTTP/1.1\r\n\r\n");

    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertFalse(answer.contains("\ncharla_failing"), answer);
  }

  @Test
  void aPortInUseIsReported() throws IOException {
    MetricsEndpoint first = started(MetricsEndpoint.LIFETIME);
    MetricsEndpoint second = new MetricsEndpoint(local(first.port()), metrics);

    assertThrows(BindException.class, second::start);
  }

  @Test
  void aClosedEndpointClosesItsConnections() throws IOException {
    MetricsEndpoint endpoint = started(Duration.ofHours(1));
    Socket client = connect(endpoint);
    send(client, "GET /metrics HTTP/1.1\r\n\r\n");
    assertEquals('H', client.getInputStream().read());
    int port = endpoint.port();

    endpoint.close();

    Patience.await("the port is closed", () -> isRefused(port));
  }

  private static boolean isRefused(int port) {
    try (Socket attempt = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !attempt.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  private MetricsEndpoint started(Duration lifetime) throws IOException {
    MetricsEndpoint endpoint = new MetricsEndpoint(local(0), metrics, lifetime);
    open.add(endpoint);
    endpoint.start();
    return endpoint;
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private Socket connect(MetricsEndpoint endpoint) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
    client.setSoTimeout((int) Patience.LIMIT.toMillis());
    open.add(client);
    return client;
  }

  private static void send(Socket client, String text) throws IOException {
    try {
      client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (SocketException e) {
      // The endpoint has closed the connection in favour of a newer one.
    }
  }
}
