package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.Program;
import chat.charla.cli.testkit.ServerFixture;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is not UTF-8 is refused at every input of the program, and none of it is posted. */
class NotUtf8Test extends ServerFixture {
  private static final byte[] LATIN1 = "uno\nCómo\ntres\n".getBytes(StandardCharsets.ISO_8859_1);

  @Test
  void standardInputIsRefused() {
    Person send = Person.starts(server, "send", "--name", "Ana").types(LATIN1).typesFinally("");
    assertEquals(ExitCode.FAILED, send.exitCode());
    assertEquals(
        List.of("charla: La línea 2 no está en UTF-8: no se leyó ni se envió."),
        send.errors().lines());
    assertPosted();
  }

  @Test
  void linesBeforeTheInvalidOneArePosted() {
    Person send = Person.starts(server, "send", "--lines", "--name", "Ana");
    send.types(LATIN1).typesFinally("");
    assertEquals(ExitCode.FAILED, send.exitCode());
    assertEquals(
        List.of("charla: La línea 2 no está en UTF-8: no se leyó ni se envió."),
        send.errors().lines());
    assertPosted("uno");
  }

  @Test
  void lineOfAChatInAPipeIsRefused() {
    Person chat = Person.starts(server, "chat", "--name", "Ana").types(LATIN1).typesFinally("");
    assertEquals(ExitCode.FAILED, chat.exitCode());
    chat.sees("HH:MM -- La línea 2 no está en UTF-8: no se leyó ni se envió.");
    assertPosted("uno");
  }

  @Test
  void nameInAPipeIsRefused() {
    Person chat = Person.starts(server, "chat").types(new byte[] {(byte) 0xFF, '\n'});
    chat.typesFinally("");
    assertEquals(ExitCode.FAILED, chat.exitCode());
    assertTrue(server.announced().isEmpty(), () -> server.announced().toString());
  }

  @Test
  void atATerminalTheLineCanBeRepeated() {
    Map<String, String> environment = Map.of();
    try (Person ana =
        Person.startsAtTerminal(environment, "chat", "--port", server.port(), "--name", "Ana")) {
      ana.sees(TestServer.WELCOMED).types(LATIN1);
      ana.sees("HH:MM -- La línea 2 no está en UTF-8: no se leyó ni se envió.").types(":q");
      assertEquals(ExitCode.DONE, ana.exitCode());
    }
    assertPosted("uno", "tres");
  }

  @Test
  void pipeAnswersAndContinues() {
    Person pipe = Person.starts(server, "pipe", "--name", "Ana");
    pipe.types(
        "{\"type\":\"send\",\"room\":\"lobby\",\"text\":\"Cómo\"}\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    pipe.types("{\"type\":\"send\",\"room\":\"lobby\",\"text\":\"dos\"}");
    assertTrue(pipe.output().stream().anyMatch(line -> line.contains("NOT_UNICODE")));
    assertPosted("dos");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send|\uDC80",
        "send|--room=\uDC80|x",
        "send|--to=\uDC80|x",
        "send|--name=\uDC80|x",
        "send|--id=\uDC80|x",
        "chat|--name=\uDC80",
        "tail|--room=\uDC80|--no-follow",
        "\uDC80",
        "pipe|--since=\uDC80:1",
        "send|--token-file=\uDC80|x",
        "send|--profile=\uDC80|x"
      })
  void argumentIsRefused(String line) {
    Person person = Person.starts(line.split("\\|"));
    assertEquals(ExitCode.USAGE, person.exitCode());
    String error = person.errors().text();
    assertTrue(error.matches("charla: el argumento [123] no está en UTF-8: .*\uFFFD.*\n"), error);
  }

  @Test
  void variableIsRefused() {
    Person send =
        Person.startsIn(Map.of("CHARLA_NAME", "Zo\uDC80"), "send", "--port", server.port(), "hola");
    assertEquals(ExitCode.USAGE, send.exitCode());
    assertEquals(
        List.of("charla: la variable de entorno CHARLA_NAME no está en UTF-8"),
        send.errors().lines());
    assertPosted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"name = Zo\u00EB", "name = Zo\\ud800", "profile.x\\udc00.name = Zoe"})
  void settingsFileIsRefused(String content) throws IOException {
    Path file = directory.resolve("config.properties");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    Person send = Person.starts(server, "send", "--config", file.toString(), "hola");
    assertEquals(ExitCode.USAGE, send.exitCode());
    assertPosted();
  }

  /** A shell starts the processes, because this JVM would encode the arguments differently. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void argumentsAndVariablesOfARealProcessAreRefused() {
    for (String locale : List.of("C.UTF-8", "C")) {
      String script =
          "charla send --port %s --name Zoë 'más \uFFFD'\n"
              + "CHARLA_NAME=Zoé charla send --port %s dos\n"
              + "charla send --port %s --name Ana $'C\\xf3mo'; echo $?\n"
              + "CHARLA_NAME=$'Zo\\xeb' charla send --port %s cuatro; echo $?\n";
      try (Program shell =
          Program.shell(Map.of("LC_ALL", locale), script.replace("%s", server.port()))) {
        List<String> output = shell.lines();
        assertEquals(List.of("2", "2"), output.subList(2, 4), () -> shell.err().text());
        assertEquals(
            List.of(
                "charla: argument 6 is not UTF-8: C\uFFFDmo",
                "charla: environment variable CHARLA_NAME is not UTF-8"),
            shell.err().lines());
      }
    }
    List<String> history = Person.starts(server, "history").output();
    assertEquals(
        List.of("Zoë", "Zoé", "Zoë", "Zoé"), history.stream().map(l -> l.split("\t")[2]).toList());
    assertPosted("más \uFFFD", "dos", "más \uFFFD", "dos");
  }

  private void assertPosted(String... texts) {
    List<String> history = Person.starts(server, "history").output();
    assertEquals(List.of(texts), history.stream().map(line -> line.split("\t")[3]).toList());
  }
}
