package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the same conversation looks like on a terminal, in the journal and as JSON. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "script(1) has other options elsewhere")
@Timeout(10 * Patience.SECONDS)
class LogFormatTest {
  private static final String TEXT = "what \"Ana\" says in a room";

  /** Runs the arguments in a terminal of their own. */
  private static final String IN_TERMINAL =
      "line=exec; for word do line=\"$line '$word'\"; done; exec script -qefc \"$line\" /dev/null";

  /** Sets the variable by which systemd says that standard error is its journal. */
  private static final String IN_JOURNAL =
      "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); export JOURNAL_STREAM; exec \"$@\"";

  @TempDir private Path directory;

  @Test
  void aTerminalShowsTheTextsOfRooms() throws IOException {
    try (ServerProgram server = start("sh", "-c", IN_TERMINAL, "sh");
        Clients clients = new Clients(server)) {
      RawClient ana = say(clients);

      server
          .console()
          .await("connection", ("[SERVER] Client <Ana," + ana.id() + "> connected!")::equals);
      server.console().await("text", ("[Ana]: " + TEXT)::equals);
    }
  }

  @Test
  void aTerminalShowsWhereTheDataIsAndHowToJoin() throws IOException {
    try (ServerProgram server = start("sh", "-c", IN_TERMINAL, "sh")) {
      server.console().await("data", line -> line.matches("Data in /.*"));
      String join = "To join, type in another terminal: charla chat --server localhost:";
      server.console().await("how to join", (join + server.port())::equals);
    }
  }

  @Test
  void theJournalGetsPrioritiesAndNoTexts() throws IOException {
    try (ServerProgram server = start("sh", "-c", IN_JOURNAL, "sh");
        Clients clients = new Clients(server)) {
      RawClient ana = say(clients);

      List<String> lines = stop(server);
      String connected = "<6>[SERVER] Client <Ana," + ana.id() + "> connected! (127.0.0.1)";
      assertTrue(lines.contains(connected), lines::toString);
      assertTrue(lines.stream().allMatch(line -> line.matches("<[346]>.*")), lines::toString);
      assertFalse(lines.toString().contains(TEXT), lines::toString);
    }
  }

  @Test
  void everyLineIsAnObjectOfJson() throws IOException {
    try (ServerProgram server =
            start("env", "CHARLA_SERVER_LOG_FORMAT=json", "CHARLA_SERVER_QUIET=false");
        Clients clients = new Clients(server)) {
      RawClient ana = say(clients);

      List<String> lines = stop(server);
      List<JsonObject> objects =
          lines.stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
      JsonObject connected = ofKind("connected", objects).findFirst().orElseThrow();
      assertEquals("127.0.0.1", connected.get("address").getAsString());
      assertEquals(ana.id(), connected.get("user_id").getAsString());
      assertEquals("INFO", connected.get("level").getAsString());
      JsonObject posted = ofKind("posted.lobby", objects).findFirst().orElseThrow();
      assertEquals(TEXT, posted.get("text").getAsString());
      assertEquals("lobby", posted.get("room").getAsString());
      assertFalse(lines.toString().contains(ana.token()), lines::toString);
    }
  }

  private ServerProgram start(String... starter) throws IOException {
    return ServerProgram.classPath().under(starter).data(directory).start();
  }

  private static RawClient say(Clients clients) {
    RawClient ana = clients.join("Ana");
    RawStream stream = ana.converse();
    stream.say(TEXT);
    stream.message(TEXT);
    return ana;
  }

  private static List<String> stop(ServerProgram server) {
    server.terminate();
    assertEquals(0, server.exitCode());
    return server.console().all();
  }

  private static Stream<JsonObject> ofKind(String kind, List<JsonObject> objects) {
    return objects.stream()
        .filter(object -> object.has("kind") && object.get("kind").getAsString().equals(kind));
  }
}
