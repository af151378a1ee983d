package chat.charla.server.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The pages of the database file that have no content, because rows were deleted. */
final class FreePages {
  /** The value of the pragma {@code auto_vacuum} if free pages can be returned on demand. */
  private static final int INCREMENTAL = 2;

  /** This number of free pages stays in the file, because the server soon writes to them again. */
  private static final int KEPT = 1024;

  /** Free pages are too many only if they are more than 1/{@code KEPT_DIVISOR} of all pages. */
  private static final int KEPT_DIVISOR = 4;

  private final Statements statements;

  FreePages(Statements statements) {
    this.statements = statements;
  }

  /** Whether so many pages are free that the file should shrink, and whether it can. */
  boolean tooMany() throws SQLException {
    long free = number("PRAGMA freelist_count");
    return free > KEPT
        && free > total() / KEPT_DIVISOR
        && number("PRAGMA auto_vacuum") == INCREMENTAL;
  }

  /**
   * Makes the file shorter by this number of pages. For this, SQLite moves pages from the end of
   * the file to free pages.
   */
  void returnPages(int pages) throws SQLException {
    // The driver makes only one step of a statement without columns, and SQLite returns one page in
    // each step. The statement would stay in progress, so it is closed each time.
    for (int i = 0; i < pages; i++) {
      statements.runFirstStep("PRAGMA incremental_vacuum(1)");
    }
  }

  /** The number of pages of the database, including those that are only in the write-ahead log. */
  long total() throws SQLException {
    return number("PRAGMA page_count");
  }

  private long number(String pragma) throws SQLException {
    try (ResultSet row = statements.get(pragma).executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
