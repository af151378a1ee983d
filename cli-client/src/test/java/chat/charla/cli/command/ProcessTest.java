package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.Program;
import chat.charla.cli.testkit.ServerFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Runs each script command as a process: separate stdout and stderr, pipes, signals, no terminal.
 */
class ProcessTest extends ServerFixture {
  @ParameterizedTest
  @CsvSource({
    "send --output json hola, sent",
    "tail --output json --since 0 --count 1, message",
    "history --output json, message",
    "users --output json, user",
    "rooms --output json, room",
    "whoami --output json, self",
    "ping --output json --count 1, pong",
    "pipe, ready"
  })
  void standardOutputFollowsTheSchema(String commandLine, String type) {
    try (Person ana = Person.chats(server, "Ana")) {
      ana.types("primero").sees("HH:MM <Ana> primero");
      Program program = starts(commandLine);
      List<JsonNode> objects = EventSchema.parse(program.lines());
      assertEquals(type, objects.get(0).get("type").asString());
      String remarks = commandLine.startsWith("ping") ? "1 sent, 1 answered\n" : "";
      assertEquals(remarks, program.err().text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "history --count 20000",
        "history --count 20000 --output json",
        "tail --since 0",
        "tail --since 0 --output json",
        "users --help",
        "pipe --since lobby:0"
      })
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void closedOutputPipeEndsTheProgramQuietly(String commandLine) {
    fill(1000);
    // A pipe holds 64 KiB, and the output is much longer. The program's input stays open until the
    // reader has ended, so that the end of the input does not end the program.
    String script =
        """
        mkfifo %1$s/open
        exec 9<>%1$s/open
        charla %2$s --port %3$s <&9 | head -n 1
        echo ${PIPESTATUS[0]}
        """;
    Program shell =
        Program.shell(Map.of(), script.formatted(directory, commandLine, server.port()));
    List<String> lines = shell.lines();
    assertEquals(2, lines.size(), lines::toString);
    assertEquals("0", lines.get(1));
    assertEquals("", shell.err().text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send hola",
        "tail --since 0 --count 1",
        "history",
        "users",
        "rooms",
        "whoami",
        "ping --count 1",
        "pipe"
      })
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void closedStandardErrorHasNoEffect(String commandLine) {
    fill(1);
    Program shell =
        Program.shell(
            Map.of(), "charla %s --port %s 2>&- </dev/null".formatted(commandLine, server.port()));
    assertEquals(ExitCode.DONE, shell.exitCode());
  }

  /**
   * If the standard input is closed, the first file that the Java runtime opens gets descriptor 0.
   * The content of that file must not be posted.
   */
  @ParameterizedTest
  @CsvSource({"send, 5", "send --lines, 0", "pipe, 0", "users, 0"})
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void closedInputCountsAsEmpty(String commandLine, int exitCode) {
    Program shell =
        Program.shell(Map.of(), "charla %s --port %s <&-".formatted(commandLine, server.port()));
    assertEquals(exitCode, shell.exitCode());
    assertEquals(List.of(), Person.starts(server, "history").output());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void closedOutputIsAFailure() {
    fill(1);
    Program shell =
        Program.shell(Map.of(), "charla history --port %s >&-".formatted(server.port()));
    assertEquals(ExitCode.FAILED, shell.exitCode());
    assertEquals(List.of("charla: the output could not be written"), shell.err().lines());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fullDiskIsAFailure() {
    fill(1);
    Program shell =
        Program.shell(Map.of(), "charla history --port %s >/dev/full".formatted(server.port()));
    assertEquals(ExitCode.FAILED, shell.exitCode());
    assertEquals(List.of("charla: the output could not be written"), shell.err().lines());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void textIsIndependentOfTheLocale() {
    String script =
        """
        charla send --port PORT --name Zoë --output json 'Cómo estás? 👋'
        printf 'ñandú\\n\\n¿qué?\\n' | charla send --port PORT --name Zoë --lines
        charla history --port PORT
        printf '%s\\n' '{"type":"send","room":"lobby","text":"día"}' | charla pipe --port PORT
        """
            .replace("PORT", server.port());
    List<String> lines = Program.shell(Map.of("LC_ALL", "C"), script).lines();
    assertEquals("lobby", EventSchema.parse(lines.get(0)).get("room").asString());
    assertEquals(List.of("Cómo estás? 👋", "ñandú", "¿qué?"), texts(lines.subList(3, 6)));
    assertTrue(
        EventSchema.parse(lines.subList(6, lines.size())).stream()
            .anyMatch(object -> object.path("text").asString("").equals("día")),
        lines::toString);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void terminatedPipeLeaves() throws Exception {
    try (Person ana = Person.chats(server, "Ana")) {
      Program pipe = starts("pipe --name Bot");
      ana.sees("HH:MM -- Bot entró al chat");
      pipe.signal("TERM");
      assertEquals(143, pipe.exitCodeWithInputOpen());
      assertEquals("", pipe.err().text());
      ana.sees("HH:MM -- Bot salió del chat");
    }
  }

  private Program starts(String commandLine) {
    List<String> words = new ArrayList<>(List.of(commandLine.split(" ", -1)));
    String command = words.remove(0);
    return Program.starts(server, command, words.toArray(String[]::new));
  }

  private void fill(int messages) {
    String lines = "una línea que no dice nada, pero ocupa su lugar\n".repeat(messages);
    Person sender = Person.starts(server, "send", "--lines").typesFinally(lines);
    assertEquals(messages, sender.output().size());
  }

  private static List<String> texts(List<String> lines) {
    return lines.stream().map(line -> line.substring(line.lastIndexOf('\t') + 1)).toList();
  }
}
