package chat.charla.server.storage.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A program that migrates the database of a directory, and ends without closing the database.
 * {@code MigratesUntilKilled DIRECTORY STATEMENTS} ends after this number of statements, or, if the
 * migration has fewer statements, after the migration.
 */
final class MigratesUntilKilled {
  private MigratesUntilKilled() {}

  public static void main(String[] arguments) throws SQLException {
    DataDirectory directory = new DataDirectory(Path.of(arguments[0]));
    NativeLibrary.load(directory.nativeLibrary());
    EndsTheProcess end = new EndsTheProcess(Integer.parseInt(arguments[1]));
    new Database(directory.database(), end).openWriter();
    end.now();
  }

  private static final class EndsTheProcess implements Migration.Listener {
    private int left;

    EndsTheProcess(int statements) {
      left = statements;
    }

    @Override
    public void before(String statement) {
      if (left == 0) {
        now();
      }
      left--;
    }

    /** Ends the process as kill -9 does: nothing is closed. */
    void now() {
      System.out.println("ends");
      Runtime.getRuntime().halt(1);
    }
  }
}
