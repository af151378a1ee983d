package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Append;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.testkit.Patience;
import chat.charla.v1.SendMessageResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures how many bytes of the database file a receipt takes: in format 2, after the migration,
 * and if it is added after the migration. To print the figures for more receipts, and how long the
 * migration takes:
 *
 * <pre>{@code
 * mvn -pl server -am test -Dtest=ReceiptSizesTest \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dcharla.receipts=3000000
 * }</pre>
 */
class ReceiptSizesTest {
  private static final int DEFAULT_COUNT = 20_000;
  private static final int COUNT = Integer.getInteger("charla.receipts", DEFAULT_COUNT);
  private static final int AUTHORS = 50;
  private static final int ROOMS = 20;
  private static final int BATCH = 500;

  /** The largest size that is accepted, in bytes. */
  private static final double LIMIT = 48;

  private final Random random = new Random(1);

  @TempDir private Path directory;

  @Test
  void aReceiptTakesAtMost48Bytes() throws Exception {
    makeFormat2();
    double former = bytesPerReceipt(COUNT);
    long formerFile = Files.size(database());
    long start = System.nanoTime();
    new Database(database()).openWriter().close();
    Duration migration = Duration.ofNanos(System.nanoTime() - start);
    double migrated = bytesPerReceipt(COUNT);
    long file = Files.size(database());
    append();
    double added = bytesPerReceipt(2 * COUNT);

    if (COUNT != DEFAULT_COUNT) {
      System.out.printf(
          "%,d receipts: %.1f bytes each in format 2, %.1f after the migration, which took %.1f s;"
              + " %.1f for as many new receipts%n"
              + "the file: %,d bytes in format 2, %,d after the migration, %,d after VACUUM%n",
          COUNT, former, migrated, migration.toMillis() / 1e3, added, formerFile, file, vacuumed());
    }
    assertTrue(migrated <= LIMIT, "after the migration: " + migrated);
    assertTrue(added <= LIMIT, "added in the present format: " + added);
  }

  /** Makes a database of format 2 with receipts of room messages. */
  private void makeFormat2() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous=OFF");
      for (Migration migration : Migrations.ALL.subList(0, 2)) {
        migration.apply(connection, Migration.Listener.NONE);
      }
      connection.setAutoCommit(false);
      for (int author = 0; author < AUTHORS; author++) {
        statement.execute("INSERT INTO authors (name) VALUES ('author" + author + "')");
      }
      for (int room = 0; room < ROOMS; room++) {
        statement.execute(
            "INSERT INTO timelines (name, epoch, first, head) VALUES ('room:r%d', 'e', 1, 0)"
                .formatted(room));
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO receipts VALUES (?, ?, ?, ?)")) {
        for (int i = 0; i < COUNT; i++) {
          insert.setLong(1, 1 + random.nextInt(AUTHORS));
          insert.setLong(2, 1 + random.nextInt(ROOMS));
          insert.setString(3, messageId());
          insert.setBytes(4, formerReceipt(i));
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  /** Appends the same number of messages again, with receipts as the server makes them. */
  private void append() throws Exception {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      MessageLog log = storage.messages();
      for (int done = 0; done < COUNT; done += BATCH) {
        TimelineId room = TimelineId.room("r" + (done / BATCH) % ROOMS);
        long head = (long) (done / BATCH / ROOMS) * BATCH;
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          String author = "author" + random.nextInt(AUTHORS);
          DedupeKey key = new DedupeKey(author, room, messageId());
          entries.add(new Entry(new byte[100], key, receipt(done + i)));
        }
        log.append(new Append(List.of(new Append.Part(room, head, entries, 0)), 0))
            .toCompletableFuture()
            .get(Patience.SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private String messageId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private byte[] formerReceipt(int sequence) {
    byte[] fingerprint = new byte[32];
    random.nextBytes(fingerprint);
    SendMessageResponse response =
        SendMessageResponse.newBuilder()
            .setRoom("general")
            .setEpoch("0123456789abc")
            .setSequence(sequence)
            .setCreateTime(Timestamp.newBuilder().setSeconds(1_800_000_000L).setNanos(123_456_789))
            .build();
    return StoredReceipt.newBuilder()
        .setFingerprint(ByteString.copyFrom(fingerprint))
        .setResponse(response.toByteString())
        .build()
        .toByteArray();
  }

  private byte[] receipt(int sequence) {
    return StoredReceipt.newBuilder()
        .setShortFingerprint(random.nextInt())
        .setSequence(sequence)
        .setCreateNanos(1_800_000_000_123_456_789L + sequence)
        .build()
        .toByteArray();
  }

  private double bytesPerReceipt(int receipts) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT sum(pgsize) FROM dbstat WHERE name = 'receipts'")) {
      return row.getDouble(1) / receipts;
    }
  }

  private long vacuumed() throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    return Files.size(database());
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database());
  }

  private Path database() {
    return directory.resolve("charla.db");
  }
}
