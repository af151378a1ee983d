package chat.charla.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientProgramTest {
  @TempDir Path directory;

  @Test
  void theRegistryDescribesClientsInTheOrderOfTheTable() throws IOException {
    List<ClientProgram> programs =
        ClientProgram.readAll(Path.of("clients.properties"), Path.of("/checkout"));

    assertEquals(
        List.of("java", "go", "python", "typescript"),
        programs.stream().map(ClientProgram::name).toList());
    assertEquals(Path.of("/checkout/interop/go"), programs.get(1).directory());
    assertEquals(List.of("/checkout/interop/go/bin/charla-kit"), programs.get(1).command());
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path registry =
        Files.writeString(
            directory.resolve("clients.properties"),
            "clients = one\none.needs = sh no-such-program\none.command = one");

    ClientProgram program = ClientProgram.readAll(registry, directory).get(0);

    assertEquals(List.of("no-such-program"), program.missing());
  }
}
