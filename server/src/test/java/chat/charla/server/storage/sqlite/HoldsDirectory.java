package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;

/** A program that opens a data directory, prints whether it succeeded, and waits to be killed. */
final class HoldsDirectory {
  private HoldsDirectory() {}

  public static void main(String[] arguments) throws IOException {
    SqliteStorage storage = new SqliteStorage(Path.of(arguments[0]));
    try {
      storage.start();
      System.out.println("held");
    } catch (StorageException e) {
      System.out.println("refused");
    }
    while (System.in.read() != -1) {
      // runs until it is killed
    }
  }
}
