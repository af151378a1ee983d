package chat.charla.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The options choose clients of the checkout, and clients that files outside of the checkout
 * describe.
 */
class ClientsTest {
  @TempDir Path directory;

  @Test
  void withoutAFileAllClientsOfTheCheckoutAreChosen() throws IOException {
    Clients clients = read();

    assertEquals(List.of("one", "two"), names(clients.chosen(List.of())));
    assertEquals(List.of("two"), names(clients.chosen(List.of("two"))));
  }

  @Test
  void clientsOfAFileRunInItsDirectory() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path file =
        Files.writeString(
            elsewhere.resolve("mine.properties"), "clients = mine\nmine.command = ./mine");
    Clients clients = read(file);

    assertEquals(List.of("mine"), names(clients.chosen(List.of())));
    assertEquals(List.of("one", "mine"), names(clients.chosen(List.of("mine", "one"))));
    assertEquals(elsewhere.toAbsolutePath(), clients.named("mine").directory());
    assertEquals(List.of("./mine"), clients.named("mine").command());
  }

  @Test
  void aMissingFileAndADuplicateNameAreRefused() throws IOException {
    Path absent = directory.resolve("absent.properties");
    Path taken = write("taken.properties", "clients = two\ntwo.command = x");

    assertThrows(IllegalArgumentException.class, () -> read(absent));
    assertEquals(
        "two: two clients have this name",
        assertThrows(IllegalArgumentException.class, () -> read(taken)).getMessage());
  }

  private Clients read(Path... files) throws IOException {
    Path registry =
        write("clients.properties", "clients = one two\none.command = x\ntwo.command = x");
    return Clients.read(registry, List.of(files), directory);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static List<String> names(List<ClientProgram> programs) {
    return programs.stream().map(ClientProgram::name).toList();
  }
}
