package chat.charla.server.storage.sqlite;

import java.util.List;

/**
 * The tables of the database file, defined by the migrations that create them. A new database goes
 * through all migrations, and an older database through the migrations that it lacks. A migration
 * that was released never changes.
 *
 * <p>Ids of timelines and authors are never reused (AUTOINCREMENT). So a timeline or an author is
 * unreachable as soon as the row with its name is deleted. The rows of that timeline or author in
 * other tables are deleted later.
 *
 * <p>The primary key of an entry is its timeline and its sequence in one integer (see {@link
 * EntryKey}). Two alternatives were measured. With {@code PRIMARY KEY (timeline, sequence) WITHOUT
 * ROWID}, the inner pages hold whole events, and events above 1 KB spill into overflow pages:
 * events of 1.5 KB took 3.1 bytes of disk per byte instead of 1.4, at half the speed. With row ids
 * and a separate index, the rows of a timeline are not adjacent. Reading a chunk of 500 events
 * among 500 timelines then took six times as long. Receipts are small and are found only by their
 * key, so their table is WITHOUT ROWID.
 *
 * <p>The record of a room has a table of its own, because each commit rewrites the timeline's row.
 */
final class Migrations {
  static final int APPLICATION_ID = 0x43484152; // "CHAR", shown by file(1)

  private static final Migration FIRST_TABLES =
      new Migration(
          1,
          List.of(
              """
              CREATE TABLE timelines (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                epoch TEXT NOT NULL,
                first INTEGER NOT NULL,
                head INTEGER NOT NULL)
              """,
              """
              CREATE TABLE entries (
                position INTEGER PRIMARY KEY,
                event BLOB NOT NULL)
              """,
              """
              CREATE TABLE identities (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE)
              """,
              """
              CREATE TABLE receipts (
                identity INTEGER NOT NULL,
                timeline INTEGER NOT NULL,
                message_id TEXT NOT NULL,
                receipt BLOB NOT NULL,
                PRIMARY KEY (identity, timeline, message_id)) WITHOUT ROWID
              """,
              """
              CREATE TABLE sessions (
                key TEXT NOT NULL PRIMARY KEY,
                version INTEGER NOT NULL,
                record BLOB NOT NULL)
              """,
              """
              CREATE TABLE discarded (
                kind TEXT NOT NULL,
                id INTEGER NOT NULL)
              """,
              "PRAGMA application_id=" + APPLICATION_ID));

  /**
   * Adds a record for each room. The rooms of format 1 get an empty record. Two tables get names
   * that match their content: {@code identities} has the records of identities, and {@code authors}
   * a number for each identity that has receipts.
   */
  private static final Migration RECORDS_OF_ROOMS =
      new Migration(
          2,
          List.of(
              "ALTER TABLE identities RENAME TO authors",
              "ALTER TABLE sessions RENAME TO identities",
              """
              CREATE TABLE rooms (
                timeline INTEGER PRIMARY KEY,
                record BLOB NOT NULL)
              """,
              "INSERT INTO rooms SELECT id, x'' FROM timelines WHERE name GLOB 'room:*'"));

  /**
   * Makes receipts small. The key of a receipt is its author and a hash, which takes the place of
   * the timeline and the client message id; see {@link ReceiptKeys}. The receipt itself has only
   * the values that the server cannot get from elsewhere.
   *
   * <p>Receipts are inserted in the order of their keys. So the pages of the new table are full,
   * and each is written once. SQLite needs to sort only the receipts of one author at a time,
   * because it reads the old table in the order of authors.
   */
  private static final Migration SMALL_RECEIPTS =
      new Migration(
          3,
          ReceiptCompaction::addFunctions,
          List.of(
              """
              CREATE TABLE secrets (
                name TEXT NOT NULL PRIMARY KEY,
                secret BLOB NOT NULL) WITHOUT ROWID
              """,
              "INSERT INTO secrets VALUES ('receipts', new_secret())",
              "ALTER TABLE receipts RENAME TO former_receipts",
              """
              CREATE TABLE receipts (
                author INTEGER NOT NULL,
                key BLOB NOT NULL,
                receipt BLOB NOT NULL,
                PRIMARY KEY (author, key)) WITHOUT ROWID
              """,
              """
              INSERT INTO receipts
              SELECT identity, receipt_key(secret, timeline, message_id), compact_receipt(receipt)
              FROM former_receipts, secrets
              ORDER BY 1, 2
              """,
              "DROP TABLE former_receipts"));

  /** Adds a table for the numbers that belong to the whole server; see {@link NumberTable}. */
  private static final Migration NUMBERS =
      new Migration(
          4,
          List.of(
              """
              CREATE TABLE numbers (
                name TEXT NOT NULL PRIMARY KEY,
                value INTEGER NOT NULL) WITHOUT ROWID
              """));

  /**
   * Adds the minute of each entry's append in observed time, from which the age of the entry is
   * computed. A minute takes 5 bytes. Existing entries get no minute. They count as appended at the
   * latest value that observed time can have at this start: a day after the last mark or, if there
   * is no mark, the time of the wall clock. If the wall clock shows a time before this migration
   * was written, the clock is wrong, and a constant takes its place.
   */
  private static final Migration MINUTES_OF_ENTRIES =
      new Migration(
          5,
          List.of(
              "ALTER TABLE entries ADD COLUMN minute INTEGER",
              """
              INSERT INTO numbers SELECT 'minute of entries', coalesce(
                (SELECT value / 1000 + 86400 FROM numbers WHERE name = 'clock.observed-millis'),
                max(unixepoch(), 1796083200)) / 60
              """));

  /**
   * Adds the day of each receipt's append, in observed time. A day takes 3 bytes. Receipts that
   * exist already keep no day. They count as appended at the latest value that observed time can
   * have at this start, as in {@link #MINUTES_OF_ENTRIES}.
   */
  private static final Migration DAYS_OF_RECEIPTS =
      new Migration(
          6,
          List.of(
              "ALTER TABLE receipts ADD COLUMN day INTEGER",
              """
              INSERT INTO numbers SELECT 'day of receipts', coalesce(
                (SELECT value / 1000 + 86400 FROM numbers WHERE name = 'clock.observed-millis'),
                max(unixepoch(), 1796083200)) / 86400
              """));

  /**
   * Lets an identity have several sessions: the fields of its only session move from its record
   * into a list of sessions in the record. A server of an older format would not find the session.
   */
  private static final Migration SESSIONS_OF_IDENTITIES =
      new Migration(
          7,
          SessionLists::addFunctions,
          List.of("UPDATE identities SET record = with_sessions(record)"));

  /** Adds a table for the records of invitations. */
  private static final Migration INVITATIONS =
      new Migration(
          8,
          List.of(
              """
              CREATE TABLE invitations (
                id TEXT NOT NULL PRIMARY KEY,
                record BLOB NOT NULL) WITHOUT ROWID
              """));

  /** Adds a table for the records of users who have a role or a restriction in a room. */
  private static final Migration MEMBERS_OF_ROOMS =
      new Migration(
          9,
          List.of(
              """
              CREATE TABLE room_members (
                timeline INTEGER NOT NULL,
                user TEXT NOT NULL,
                record BLOB NOT NULL,
                PRIMARY KEY (timeline, user)) WITHOUT ROWID
              """));

  /** All migrations, by format: 1, 2, 3 … */
  static final List<Migration> ALL =
      List.of(
          FIRST_TABLES,
          RECORDS_OF_ROOMS,
          SMALL_RECEIPTS,
          NUMBERS,
          MINUTES_OF_ENTRIES,
          DAYS_OF_RECEIPTS,
          SESSIONS_OF_IDENTITIES,
          INVITATIONS,
          MEMBERS_OF_ROOMS);

  /** The format of a database that has gone through all migrations. */
  static final int LATEST_FORMAT = ALL.get(ALL.size() - 1).format();

  private Migrations() {}
}
