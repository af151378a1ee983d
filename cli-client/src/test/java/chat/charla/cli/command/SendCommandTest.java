package chat.charla.cli.command;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.ServerFixture;
import chat.charla.cli.testkit.TestServer;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code send} acknowledges each message or reports its failure, and never posts a message twice.
 */
class SendCommandTest extends ServerFixture {
  /** A time limit that is long enough for the start of a server. */
  private static final String OUTLASTS_A_START = Patience.SECONDS + "s";

  @Test
  void messageWithAnIdIsPostedOnceByOneIdentity() throws IOException {
    Path token = directory.resolve("token");
    Files.writeString(token, TestServer.join(server, "Bot"));
    String[] send = {"--token-file", token.toString(), "--id", "k", "--output", "json", "hola"};
    String first = Person.starts(server, "send", send).output().get(0);
    String second = Person.starts(server, "send", send).output().get(0);
    assertFalse(EventSchema.parse(first).get("duplicate").asBoolean());
    assertTrue(EventSchema.parse(second).get("duplicate").asBoolean());
    assertEquals(first, second.replace("true", "false"));
    send[send.length - 1] = "otra cosa";
    Person other = Person.starts(server, "send", send);
    assertEquals(ExitCode.REFUSED, other.exitCode());
    assertEquals(1, Person.starts(server, "history").output().size());
  }

  @Test
  void afterARefusedLineNoLineIsSentAndTheRefusalIsReported() {
    Person send = Person.starts(server, "send", "--lines");
    send.typesFinally("uno\n\n" + "x".repeat(4001) + "\ndos\n");
    assertEquals(ExitCode.REFUSED, send.exitCode());
    assertEquals(1, send.screen().lines().size());
    send.errors().awaitLineStarting("charla: línea 3: El mensaje es demasiado largo");
    assertEquals(1, Person.starts(server, "history").output().size());
  }

  @Test
  void rateLimitedLinesArriveInOrder() throws IOException {
    server.close();
    Rate rate = new Rate(2, Duration.ofMillis(500));
    server =
        TestServer.limited(
            directory.resolve("data"),
            new RateSettings(Map.of(Quota.MESSAGES, rate), Map.of(), 256, Duration.ZERO));
    Person send = Person.starts(server, "send", "--lines").typesFinally("1\n2\n3\n4\n5\n");
    assertEquals(5, send.output().size());
    List<String> history = Person.starts(server, "history").output();
    assertEquals(
        "12345", history.stream().map(l -> l.substring(l.length() - 1)).collect(joining()));
  }

  /** White space is defined by the Unicode property White_Space, as on the server. */
  @Test
  void linesOfWhiteSpaceAreSkipped() {
    Person send = Person.starts(server, "send", "--lines");
    send.typesFinally("\u00a0\n \u2007\u202f\n\u0085\n\u001c\n\u200b\n");
    assertEquals(2, send.output().size(), () -> send.errors().text());
    List<String> history = Person.starts(server, "history", "--output", "json").output();
    assertTrue(history.get(0).contains("\"text\":\"\\u001c\""), history::toString);
    assertTrue(history.get(1).contains("\"text\":\"\\u200b\""), history::toString);
  }

  @Test
  void restartOfTheServerLosesNothing() throws IOException {
    Person send = Person.starts(server, "send", "--lines", "--timeout", OUTLASTS_A_START);
    send.types("uno");
    send.screen().await("a result", () -> send.screen().lines().size() == 1);
    server.stop();
    send.types("dos");
    server.restart();
    assertEquals(2, send.output().size());
    assertEquals(2, Person.starts(server, "history").output().size());
  }

  @Test
  void sendWaitsForAServerThatStartsLaterIfRequested() throws IOException {
    server.stop();
    Person send = Person.starts(server, "send", "--timeout", OUTLASTS_A_START, "hola");
    server.restart();
    assertEquals(1, send.output().size());
  }

  @Test
  void unknownOutcomeIsReported() {
    Person send = Person.starts(server, "send", "--lines", "--timeout", "5s");
    send.types("uno");
    send.screen().await("a result", () -> send.screen().lines().size() == 1);
    server.stop();
    send.types("dos");
    assertEquals(ExitCode.UNREACHABLE, send.exitCode());
    assertEquals(1, send.screen().lines().size());
    List<String> errors = send.errors().lines();
    assertTrue(errors.get(0).startsWith("charla: línea 2: no se pudo conectar"), errors::toString);
    assertTrue(errors.get(1).contains(" --id "), errors::toString);
  }
}
