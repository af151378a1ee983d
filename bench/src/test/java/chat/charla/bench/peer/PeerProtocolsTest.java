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
final class PeerProtocolsTest {
  private final List<Long> delivered = new ArrayList<>();
  private final Deliveries deliveries = (reader, number) -> delivered.add(number);
  private int in;

  /** Creates the client under test. */
  private interface Client {
    void connect(Loop loop, InetSocketAddress server);
  }

  @Test
  void nats() {
    String script =
        "INFO {\"server_name\":\"MSG 0000000009\"}\r\nPONG\r\n"
            + message("MSG room 1 100\r\n", 0, "\r\n")
            + "PING\r\n"
            + message("MSG room 1 100\r\n", 1, "\r\n")
            + message("MSG room 1 100\r\n", 2, "\r\n");
    play(script, (loop, server) -> new NatsMember(loop, server, "room", 0, deliveries, () -> in++));
  }

  @Test
  void redis() {
    String head = "*3\r\n$7\r\nmessage\r\n$10\r\n0000000009\r\n$100\r\n";
    String script =
        "*3\r\n$9\r\nsubscribe\r\n$10\r\n0000000009\r\n:1\r\n"
            + message(head, 0, "\r\n")
            + message(head, 1, "\r\n")
            + message(head, 2, "\r\n");
    play(
        script,
        (loop, server) ->
            new RedisSubscriber(loop, server, "0000000009", 0, deliveries, () -> in++));
  }

  @Test
  void irc() {
    String head = ":PRIVMSG!~b@localhost PRIVMSG #room :";
    String script =
        ":irc.localhost 001 nick :Welcome\r\n:nick!~b@localhost JOIN :#room\r\n"
            + ":irc.localhost 366 nick #room :End of NAMES list\r\n"
            + message(head, 0, "\r\n")
            + "PING :irc.localhost\r\n"
            + message(head, 1, "\r\n")
            + message(head, 2, "\r\n");
    play(
        script,
        (loop, server) -> new IrcMember(loop, server, "nick", "#room", 0, deliveries, () -> in++));
  }

  @Test
  void xmpp() {
    String head = "<message from='room@conference.localhost/body' type='groupchat'><body>";
    String script =
        "<stream:stream><stream:features></stream:features>"
            + "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
            + "<stream:stream><stream:features></stream:features>"
            + "<iq type='result' id='b'><bind/></iq>"
            + "<presence><x><status code='110'/></x></presence>"
            + "<message from='room@conference.localhost' type='groupchat'><subject/></message>"
            + message(head, 0, "</body></message>")
            + message(head, 1, "</body></message>")
            + message(head, 2, "</body></message>");
    play(
        script,
        (loop, server) -> new XmppMember(loop, server, "nick", "room", 0, deliveries, () -> in++));
  }

  private static String message(String head, long number, String tail) {
    return head + Texts.of(number, 100) + tail;
  }

  private void play(String script, Client client) {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Loop loop = new Loop()) {
      CompletableFuture<Void> played = CompletableFuture.runAsync(() -> serve(server, script));
      client.connect(loop, (InetSocketAddress) server.getLocalSocketAddress());
      loop.runUntil("three messages", Patience.LIMIT, () -> delivered.size() >= 3);
      assertEquals(List.of(0L, 1L, 2L), delivered);
      assertEquals(1, in);
      loop.close();
      played.join();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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
