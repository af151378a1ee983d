package chat.charla.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Screen;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTest {
  private final Screen screen = new Screen();
  private final Messages messages = Messages.in(Language.SPANISH);

  @Test
  void everyLineAppearsAndNothingIsLeft() throws IOException {
    Set<Path> before = directories();
    assertTrue(Demo.run(Programs.onClassPath(), screen.stream(), messages), screen::text);
    for (String title : List.of("Servidor", "Luciano", "Samuel")) {
      screen.awaitLineStarting("┌─ " + title + " ──");
    }
    screen.awaitLine("│ » :p-Samuel-Estudemos principios");
    assertEquals(before, directories());
    assertNoProcess();
  }

  @Test
  void brokenServerIsReportedAndNothingIsLeft() throws IOException {
    Set<Path> before = directories();
    Programs broken = new Programs(List.of("-version"), Programs.onClassPath().client());
    assertFalse(Demo.run(broken, screen.stream(), messages));
    screen.awaitLineStarting("  ✗ Servidor  Servidor escuchando");
    screen.awaitLineStarting("Faltan líneas esperadas: ");
    assertEquals(before, directories());
    assertNoProcess();
  }

  @Test
  void expectationMatchesAWholeLine() {
    Expectation connected = new Expectation("[SERVER] Cliente <Ana,ID> conectado!");
    assertTrue(connected.isMetBy("[SERVER] Cliente <Ana,x7k2> conectado!"));
    assertFalse(connected.isMetBy("[SERVER] Cliente <Ana,x7k2> desconectado!"));
    assertFalse(new Expectation("<Ana> Hola").isMetBy("<Ana> Holaaaa :D"));
    assertTrue(new Expectation("HH:MM <Ana> Hola").isMetBy("14:03 <Ana> Hola"));
    assertFalse(new Expectation("HH:MM <Ana> Hola").isMetBy("99:99 <Ana> Hola"));
    assertTrue(new Expectation("Nombre…").isMetBy("Nombre en uso."));
  }

  private static Set<Path> directories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("charla-demo-"))
          .collect(Collectors.toSet());
    }
  }

  private static void assertNoProcess() {
    assertEquals(
        List.of(), ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).toList());
  }
}
