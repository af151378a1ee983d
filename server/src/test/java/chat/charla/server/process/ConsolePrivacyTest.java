package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.SendMessageRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator's console shows which users come and go and what is posted in rooms, and never a
 * secret.
 */
class ConsolePrivacyTest {
  private static final String SECRET = "meet-me-at-the-fountain";
  private static final String REQUEST_ID = "5f0d5a60-9a36-4a36-b9ce-0c9fb6f3a2d1";

  @TempDir private Path directory;

  @Test
  void nothingPrivateIsLoggedAtAnyLevel() throws IOException {
    try (ServerProgram server =
            ServerProgram.classPath()
                .data(directory.resolve("data"))
                .option("--quiet=false")
                .jvm("-Djava.util.logging.config.file=" + logEverything())
                .start();
        Clients clients = new Clients(server)) {
      RawClient stranger = clients.connect();
      RawClient luciano =
          stranger.as(
              stranger
                  .calls()
                  .join(
                      JoinRequest.newBuilder()
                          .setName("Luciano")
                          .setRequestId(REQUEST_ID)
                          .build()));
      RawClient samuel = clients.join("Samuel");
      RawStream stream = luciano.converse();
      samuel.converse();

      stream.say("hello, lobby");
      stream.message("hello, lobby");
      luciano.sendPrivately(samuel, SECRET + " by call");
      stream.send("to nobody", toName("Nobody"));
      assertTrue(stream.result("to nobody").hasError());
      stream.send("to Samuel", toName("samuel"));
      assertTrue(stream.result("to Samuel").hasMessageSent());
      samuel.leave();
      samuel.close();
      luciano.close();
      server.terminate();
      assertEquals(0, server.exitCode());

      List<String> console = server.console().all();
      assertTrue(console.contains("[Luciano]: hello, lobby"), console.toString());
      assertTrue(
          console.contains("User <Luciano> has sent a private message to <Samuel>"),
          console.toString());
      assertTrue(
          console.contains("[SERVER] Client <Samuel," + samuel.id() + "> disconnected!"),
          console.toString());
      assertTrue(
          console.stream().anyMatch(line -> line.startsWith("TRACE ")), "everything is logged");
      for (String secret : List.of(SECRET, luciano.token(), samuel.token(), REQUEST_ID)) {
        assertNowhere(secret, console);
        assertNowhere(hex(secret), console);
      }
    }
  }

  @Test
  void connectionsThatComeAndGoLeaveNoStackTrace() throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(directory).start();
        Clients clients = new Clients(server)) {
      for (int i = 0; i < 20; i++) {
        RawClient client = clients.join("Client-" + i);
        RawStream stream = client.converse();
        for (int j = 0; j < 50; j++) {
          stream.say("message " + j);
        }
        if (i % 2 == 0) {
          stream.cancel();
        }
        client.close();
      }
      server.terminate();
      assertEquals(0, server.exitCode());

      assertNowhere("\tat ", server.console().all());
      assertNowhere("Exception", server.console().all());
    }
  }

  private static void assertNowhere(String text, List<String> lines) {
    for (String line : lines) {
      assertFalse(line.contains(text), line);
    }
  }

  private static SendMessageRequest toName(String name) {
    return SendMessageRequest.newBuilder().setUserName(name).setText(SECRET).build();
  }

  /** The text in hexadecimal, as the transport logs what it sends and receives. */
  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private String logEverything() throws IOException {
    return Files.writeString(
            directory.resolve("logging.properties"),
            """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level = ALL
            .level = ALL
            io.grpc.level = ALL
            io.grpc.internal.level = ALL
            io.grpc.netty.shaded.level = ALL
            io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler.level = ALL
            """)
        .toString();
  }
}
