package chat.charla.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.ServerFixture;
import chat.charla.cli.testkit.TestServer;
import chat.charla.testkit.ClassArchive;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The program as a separate process. */
class MainTest extends ServerFixture {
  @Test
  void pipesNeedNoLineEditor() throws Exception {
    Path loaded = directory.resolve("loaded-classes");
    Process chat =
        start(
            java("-Xlog:class+load:file=" + loaded),
            List.of(
                "chat",
                "--port",
                server.port(),
                "--name",
                "Ana",
                "--lang",
                "es",
                "--timestamps",
                "off"));
    type(chat, "hola\n:q\n");
    assertEquals(
        List.of(
            "Conectado a localhost:" + server.port(),
            TestServer.WELCOMED,
            "<Ana> hola",
            "Adiós, ¡vuelve pronto!"),
        output(chat));
    assertEquals(0, chat.exitValue());
    String classes = Files.readString(loaded);
    assertTrue(classes.contains(" chat.charla.cli.chat.view.PlainConsole "));
    // The JDK contains a copy of JLine in another package.
    assertFalse(classes.contains(" org.jline."));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void lettersAreIndependentOfTheLocale() throws Exception {
    try (Person ana = Person.chats(server, "Ana")) {
      // The arguments are in a shell script. This JVM would encode arguments in its own locale.
      Path script = directory.resolve("script");
      Files.writeString(
          script,
          "export LC_ALL=C\n"
              + String.join(" ", java())
              + " send --name Zoë --port "
              + server.port()
              + " 'Cómo estás? 👋'\n"
              + "echo 'ñandú' | "
              + String.join(" ", java())
              + " send --name Zoë --port "
              + server.port()
              + "\n");
      Process send = start(List.of("sh", script.toString()), List.of());
      assertEquals(2, output(send).size());
      ana.sees("HH:MM <Zoë> Cómo estás? 👋").sees("HH:MM <Zoë> ñandú");
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void terminatedChatLeaves() throws Exception {
    try (Person ana = Person.chats(server, "Ana")) {
      Process luis = start(java(), List.of("chat", "--port", server.port(), "--name", "Luis"));
      ana.sees("HH:MM -- Luis entró al chat");
      luis.destroy();
      ana.sees("HH:MM -- Luis salió del chat");
      assertTrue(luis.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
    }
  }

  @Test
  void closedPipeEndsATailQuietly() throws Exception {
    Person.starts(server, "send", "uno").output();
    Process tail = start(java(), List.of("tail", "--since", "0", "--port", server.port()));
    InputStream pipe = tail.getInputStream();
    assertEquals('1', pipe.read());
    pipe.close();
    Person.starts(server, "send", "dos").output();
    assertTrue(tail.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
    assertEquals(0, tail.exitValue());
  }

  private static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    // Newer Java releases warn without these options; older ones do not know them.
    command.addAll(
        List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    // These switch off the JVM's log, so an option for this log comes later.
    command.addAll(ClassArchive.options());
    command.addAll(List.of(options));
    command.add("chat.charla.cli.Main");
    return command;
  }

  private Process start(List<String> program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    // Standard error is inherited, so that a failing test shows it.
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void type(Process process, String text) throws IOException {
    try (OutputStream keyboard = process.getOutputStream()) {
      keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<String> output(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
    return output.lines().toList();
  }
}
