package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.edge.Refusal;
import chat.charla.server.process.Clients;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP changes every option of {@link Reload#RELOADED}, and no limit that clients are told. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGHUP")
@Timeout(10 * Patience.SECONDS)
class ReloadedOptionsTest {
  private static final Map<String, String> BEFORE =
      Map.ofEntries(
          Map.entry("welcome", "\"one\""),
          Map.entry("retain-messages", "100"),
          Map.entry("retain-for", "\"365d\""),
          Map.entry("retain-private-messages-for", "\"365d\""),
          Map.entry("retain-audit", "\"365d\""),
          Map.entry("announce-loss-after", "\"1h\""),
          Map.entry("address-message-rate", "\"1000/1h\""),
          Map.entry("address-byte-rate", "\"1000000/1h\""),
          Map.entry("address-command-rate", "\"1000/1h\""),
          Map.entry("address-join-rate", "\"1000/1h\""),
          Map.entry("address-user-rate", "\"1000/1h\""),
          Map.entry("address-room-rate", "\"1000/1h\""),
          Map.entry("address-failure-rate", "\"1000/1h\""),
          Map.entry("address-login-rate", "\"1000/1h\""),
          Map.entry("min-free-disk", "\"0%\""),
          Map.entry("flood-refusals", "100"),
          Map.entry("flood-pause", "\"1m\""),
          Map.entry("lang", "\"en\""),
          Map.entry("quiet", "false"));

  private static final Map<String, String> AFTER =
      Map.ofEntries(
          Map.entry("welcome", "\"two\""),
          Map.entry("retain-messages", "2"),
          Map.entry("retain-for", "\"30d\""),
          Map.entry("retain-private-messages-for", "\"60d\""),
          Map.entry("retain-audit", "\"90d\""),
          Map.entry("announce-loss-after", "\"0s\""),
          Map.entry("address-message-rate", "\"900/1h\""),
          Map.entry("address-byte-rate", "\"900000/1h\""),
          Map.entry("address-command-rate", "\"900/1h\""),
          Map.entry("address-join-rate", "\"900/1h\""),
          Map.entry("address-user-rate", "\"1/1h\""),
          Map.entry("address-room-rate", "\"900/1h\""),
          Map.entry("address-failure-rate", "\"900/1h\""),
          Map.entry("address-login-rate", "\"900/1h\""),
          Map.entry("min-free-disk", "\"1000\""),
          Map.entry("flood-refusals", "90"),
          Map.entry("flood-pause", "\"2m\""),
          Map.entry("lang", "\"es\""),
          Map.entry("quiet", "true"));

  @TempDir private Path directory;

  @Test
  void everyReloadedOptionTakesEffect() throws Exception {
    assertEquals(new TreeSet<>(Reload.RELOADABLE), new TreeSet<>(AFTER.keySet()));
    write(BEFORE);
    try (ServerProgram server = start();
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      RawClient berta = clients.join("Berta");
      RawStream stream = ana.converse();
      RawStream watching = berta.converse();
      ana.say("printed");
      ana.say("kept");
      server.console().await("the message", "[Ana]: printed"::equals);

      write(AFTER);
      sendSighup(server);

      for (Map.Entry<String, String> option : AFTER.entrySet()) {
        String before = BEFORE.getOrDefault(option.getKey(), "");
        String line =
            "[SERVER] Recargado: %s = %s (antes: %s)"
                .formatted(option.getKey(), option.getValue(), before);
        server.console().await(line, line::equals);
      }
      RawClient carla = clients.join("Carla");
      assertEquals("two", carla.session().getWelcome());
      assertEquals(ana.session().getLimits(), carla.session().getLimits());
      Refusal.of(() -> clients.connect().join("Dora"))
          .is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);

      ana.say("not printed");
      ana.sendPrivately(berta, "psst");
      String later = "El usuario <Ana> ha enviado un mensaje privado a <Berta>";
      server.console().await(later, later::equals);
      assertTrue(server.console().all().stream().noneMatch(line -> line.contains("not printed")));
      assertEquals(List.of("kept", "not printed"), history(ana));

      stream.cancel();
      watching.event("loss", Event::hasUserReconnecting);
    }
  }

  private static List<String> history(RawClient client) {
    return client
        .calls()
        .listMessages(ListMessagesRequest.newBuilder().setRoom("lobby").setAfterSequence(0).build())
        .getEventsList()
        .stream()
        .map(event -> event.getMessagePosted().getText())
        .toList();
  }

  /** A server that trusts a proxy applies the rates of addresses to this machine as well. */
  private ServerProgram start() throws IOException {
    return ServerProgram.classPath()
        // Under nohup, the tests and their child processes ignore SIGHUP.
        .under("env", "--default-signal=HUP")
        .configuredLanguage()
        .configuredDisk()
        .data(directory.resolve("data"))
        .option("--trusted-proxies", "198.51.100.0/24")
        .option("--config", directory.resolve("server.toml").toString())
        .start();
  }

  private void write(Map<String, String> options) throws IOException {
    String text =
        new TreeMap<>(options)
            .entrySet().stream()
                .map(option -> option.getKey() + " = " + option.getValue() + "\n")
                .collect(Collectors.joining());
    Files.writeString(directory.resolve("server.toml"), text);
  }

  private static void sendSighup(ServerProgram server) throws IOException, InterruptedException {
    String pid = Long.toString(server.pid());
    assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).start().waitFor());
  }
}
