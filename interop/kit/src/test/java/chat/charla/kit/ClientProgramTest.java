package chat.charla.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientProgramTest {
  @TempDir Path directory;

  @Test
  void theRegistryDescribesClientsInTheOrderOfTheTable() throws IOException {
    Path root = Path.of("/checkout");
    List<ClientProgram> programs = ClientProgram.readAll(Path.of("clients.properties"), root, root);

    assertEquals(
        List.of("java", "go", "python", "typescript"),
        programs.stream().map(ClientProgram::name).toList());
    assertEquals(Path.of("/checkout/interop/go"), programs.get(1).directory());
    assertEquals(List.of("/checkout/interop/go/bin/charla-kit"), programs.get(1).command());
  }

  /** The jar of the Java client is built later than this module. */
  @Test
  void everySourceOfTheRegistryExists() throws IOException {
    Path root = Path.of("..", "..");
    for (ClientProgram program : ClientProgram.readAll(Path.of("clients.properties"), root, root)) {
      for (Path source : program.sources()) {
        boolean built = source.toString().contains("/target/");
        assertTrue(
            built || Files.exists(source), () -> program.name() + " has no source " + source);
      }
    }
  }

  @Test
  void missingProgramsAreNamed() throws IOException {
    ClientProgram program =
        read("clients = one\none.needs = sh no-such-program\none.command = one");

    assertEquals(List.of("no-such-program"), program.missing());
  }

  @Test
  void aFileWithoutAClientOrACommandIsRefused() {
    assertEquals(
        directory.resolve("clients.properties") + ": the key 'clients' names no client",
        assertThrows(IllegalArgumentException.class, () -> read("one.command = one")).getMessage());
    assertEquals(
        directory.resolve("clients.properties") + ": the key 'one.command' is missing",
        assertThrows(IllegalArgumentException.class, () -> read("clients = one")).getMessage());
  }

  @Test
  void aClientIsBuiltAgainOnlyWhenASourceIsNewer() throws IOException, InterruptedException {
    ClientProgram program =
        read(
            """
            clients = one
            one.build = sh build
            one.sources = build source
            one.makes = made source/generated
            one.command = cat made
            """);
    Path source = Files.createDirectories(directory.resolve("source"));
    Files.writeString(source.resolve("one"), "1");
    Files.writeString(
        directory.resolve("build"),
        "echo again >> builds; cp source/one made; mkdir -p source/generated; touch source/generated/x");

    assertEquals("", program.runBuild());
    assertEquals("", program.runBuild());
    assertEquals(1, builds());

    Files.setLastModifiedTime(source.resolve("one"), FileTime.from(Instant.now().plusSeconds(60)));
    assertEquals("", program.runBuild());
    assertEquals(2, builds());

    Files.setLastModifiedTime(source.resolve("one"), FileTime.fromMillis(0));
    Files.delete(directory.resolve("made"));
    assertEquals("", program.runBuild());
    assertEquals(3, builds());
  }

  @Test
  void aClientWithoutSourcesIsBuiltEachTime() throws IOException, InterruptedException {
    ClientProgram program = read("clients = one\none.build = sh build\none.command = one");
    Files.writeString(directory.resolve("build"), "echo again >> builds");

    assertEquals("", program.runBuild());
    assertEquals("", program.runBuild());
    assertEquals(2, builds());
  }

  @Test
  void aBuildThatFailsSaysWhy() throws IOException, InterruptedException {
    ClientProgram program = read("clients = one\none.build = sh build\none.command = one");
    Files.writeString(directory.resolve("build"), "echo no compiler; exit 3");

    assertEquals("no compiler\n(sh build failed)", program.runBuild());
  }

  private int builds() throws IOException {
    return Files.readAllLines(directory.resolve("builds")).size();
  }

  private ClientProgram read(String description) throws IOException {
    Path file = Files.writeString(directory.resolve("clients.properties"), description);
    return ClientProgram.readAll(file, directory, directory).get(0);
  }
}
