package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.testkit.Person;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code charla admin reload}, with a server that has a configuration file. */
class ReloadCommandTest {
  @TempDir private Path directory;

  @Test
  void whatHasChangedAndWhatNeedsARestartIsPrinted() throws IOException {
    Path file = Files.writeString(directory.resolve("server.toml"), "welcome = \"hola\"\n");
    Path data = directory.resolve("data");
    try (ServerProgram server =
        ServerProgram.classPath().data(data).option("--config", file.toString()).start()) {
      String[] reload = {
        "admin", "reload", "--port", Integer.toString(server.port()), "--data", data.toString()
      };
      assertEquals(List.of("Nada ha cambiado"), Person.starts(reload).output());

      Files.writeString(
          file, "welcome = \"otra\"\nmax-rooms-per-user = 7\nregistration = \"open\"\n");

      assertEquals(
          List.of(
              "welcome = \"otra\" (antes: \"hola\")",
              "max-rooms-per-user = 7 necesita un reinicio (el servidor funciona con 100)",
              "registration = \"open\" necesita un reinicio (el servidor funciona con \"off\")"),
          Person.starts(reload).output());

      Files.writeString(file, "no-such-setting = 1\n");

      Person refused = Person.starts(reload);
      assertEquals(ExitCode.REFUSED, refused.exitCode());
      refused
          .errors()
          .awaitLineStarting("charla: La configuración del servidor sigue como estaba: ");
    }
  }
}
