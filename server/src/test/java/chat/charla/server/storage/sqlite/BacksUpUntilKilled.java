package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.nio.file.Path;

/** A program that makes a backup, and waits to be killed before the copy is complete. */
final class BacksUpUntilKilled {
  private BacksUpUntilKilled() {}

  public static void main(String[] arguments) throws CopyException {
    new SqliteBackup(Path.of(arguments[0]), Path.of(arguments[1]), false)
        .run(
            (done, total) -> {
              System.out.println("copied");
              try {
                while (System.in.read() != -1) {
                  // runs until it is killed
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }
}
