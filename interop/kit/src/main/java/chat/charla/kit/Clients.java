package chat.charla.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All clients that the kit can test.
 *
 * @param registered the clients of the checkout
 * @param own the clients described by the files that the command line names
 */
record Clients(List<ClientProgram> registered, List<ClientProgram> own) {
  /**
   * Reads the descriptions of the clients.
   *
   * @param registry the registry of the checkout; its paths are relative to the root
   * @param files additional files; their paths are relative to their own directories
   * @param root the root of the checkout
   * @throws IllegalArgumentException if a file is missing or malformed, or two clients have the
   *     same name
   */
  static Clients read(Path registry, List<Path> files, Path root) throws IOException {
    List<ClientProgram> own = new ArrayList<>();
    for (Path file : files) {
      Path absolute = file.toAbsolutePath().normalize();
      if (!Files.isReadable(absolute)) {
        throw new IllegalArgumentException(file + ": there is no such file");
      }
      own.addAll(ClientProgram.readAll(absolute, root, absolute.resolveSibling("")));
    }
    Clients clients = new Clients(ClientProgram.readAll(registry, root, root), List.copyOf(own));
    Set<String> names = new HashSet<>();
    for (String name : clients.names()) {
      if (!names.add(name)) {
        throw new IllegalArgumentException(name + ": two clients have this name");
      }
    }
    return clients;
  }

  /** The names of the clients, in the order of the table's columns. */
  List<String> names() {
    return all().map(ClientProgram::name).toList();
  }

  /** The client with this name, which must exist. */
  ClientProgram named(String name) {
    return all().filter(client -> client.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * The clients with these names. If no names are given: the own clients or, if there are no own
   * clients, the registered clients.
   */
  List<ClientProgram> chosen(List<String> names) {
    if (!names.isEmpty()) {
      return all().filter(client -> names.contains(client.name())).toList();
    }
    return own.isEmpty() ? registered : own;
  }

  private Stream<ClientProgram> all() {
    return Stream.concat(registered.stream(), own.stream());
  }
}
