package chat.charla.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.bench.loop.Loop;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Messages that arrive in small pieces are counted exactly once. */
final class NatsMemberTest {
  private final List<Long> delivered = new ArrayList<>();
  private final Deliveries deliveries = (reader, number) -> delivered.add(number);
  private int subscribed;

  @Test
  void deliversEachMessageOnce() {
    String script =
        "INFO {\"server_name\":\"MSG 0000000009\"}\r\nPONG\r\n"
            + message(0)
            + "PING\r\n"
            + message(1)
            + message(2);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Loop loop = new Loop()) {
      CompletableFuture<Void> played = CompletableFuture.runAsync(() -> serve(server, script));
      InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
      new NatsMember(loop, address, "room", 0, deliveries, () -> subscribed++);
      loop.runUntil("three messages", Patience.LIMIT, () -> delivered.size() >= 3);
      assertEquals(List.of(0L, 1L, 2L), delivered);
      assertEquals(1, subscribed);
      loop.close();
      played.join();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String message(long number) {
    return "MSG room 1 100\r\n" + Texts.of(number, 100) + "\r\n";
  }

  /** Writes the script in pieces of seven bytes, whatever the client sends. */
  private static void serve(ServerSocket server, String script) {
    byte[] bytes = script.getBytes(StandardCharsets.US_ASCII);
    try (Socket client = server.accept()) {
      client.setTcpNoDelay(true);
      OutputStream out = client.getOutputStream();
      for (int at = 0; at < bytes.length; at += 7) {
        out.write(bytes, at, Math.min(7, bytes.length - at));
        out.flush();
      }
      // The client closes when it has read enough.
      while (client.getInputStream().read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException closed) {
      // The client has closed with unread data.
    }
  }
}
