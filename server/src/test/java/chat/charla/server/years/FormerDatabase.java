package chat.charla.server.years;

import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.server.storage.v1.StoredSession;
import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes a database of storage format 1, as if a server had run for long. Every server that knows
 * format 1 or a later one can start with this database. For one thread.
 */
final class FormerDatabase implements AutoCloseable {
  private static final String TABLES = "/chat/charla/server/edge/format-1.sql";

  /** How many bits of an entry's position are its sequence. */
  private static final int SEQUENCE_BITS = 36;

  private final Connection connection;
  private final PreparedStatement timelines;
  private final PreparedStatement identities;
  private final PreparedStatement entries;
  private final PreparedStatement authors;
  private final PreparedStatement receipts;
  private long lastTimeline;

  /**
   * Creates a database with an empty lobby, in a server's data directory that does not exist yet.
   */
  FormerDatabase(Path data) throws IOException, SQLException {
    Files.createDirectories(data);
    connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous=OFF");
      for (String sql : tables().split(";\n")) {
        statement.execute(sql);
      }
    }
    connection.setAutoCommit(false);
    timelines = connection.prepareStatement("INSERT INTO timelines VALUES (?, ?, ?, 1, ?)");
    identities = connection.prepareStatement("INSERT INTO sessions VALUES (?, 1, ?)");
    entries = connection.prepareStatement("INSERT INTO entries (position, event) VALUES (?, ?)");
    authors = connection.prepareStatement("INSERT INTO identities VALUES (?, ?)");
    receipts = connection.prepareStatement("INSERT INTO receipts VALUES (?, ?, ?, ?)");
    addRoom("lobby", 0);
  }

  /** The statements of {@link #TABLES} that make the tables, without those that add rows. */
  private static String tables() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(FormerDatabase.class.getResourceAsStream(TABLES), TABLES)) {
      StringBuilder sql = new StringBuilder();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.matches("(--|INSERT |DELETE ).*"))
          .forEach(line -> sql.append(line).append('\n'));
      return sql.toString().strip();
    }
  }

  /** The id of an identity by its number, which is 0 to 99,999,999. */
  static String id(int number) {
    return "id%08d".formatted(number);
  }

  /** The token of an identity by its number. */
  static String token(int number) {
    return "token-%08d".formatted(number);
  }

  /** Adds a room with this many messages of 100 bytes, and returns the number of its timeline. */
  long addRoom(String name, int messages) throws SQLException {
    long timeline = addTimeline("room:" + name, messages);
    for (int sequence = 1; sequence <= messages; sequence++) {
      entries.setLong(1, timeline << SEQUENCE_BITS | sequence);
      entries.setBytes(2, message(name, sequence));
      entries.addBatch();
      if (sequence % 1_000 == 0 || sequence == messages) {
        entries.executeBatch();
      }
    }
    return timeline;
  }

  /**
   * Adds an identity that is in the lobby and in these rooms.
   *
   * @param present whether it had a stream when the server stopped; then it also held its name
   */
  void addIdentity(int number, Instant lastSeen, boolean present, String... inRooms)
      throws SQLException {
    addTimeline("inbox:" + id(number), 0);
    StoredIdentity.Builder record =
        StoredIdentity.newBuilder()
            .setId(id(number))
            .setName("User" + number)
            .setNameEdition(1)
            .setHoldsName(present)
            .setNameTakenMillis(lastSeen.toEpochMilli() + number)
            .addMemberships(StoredMembership.newBuilder().setRoom("lobby"));
    StoredSession session =
        StoredSession.newBuilder()
            .setTokenHash(hash(token(number)))
            .setTokenKey(hash("key " + number))
            .setJoinedAs("User" + number)
            .setPresent(present)
            .setSeenMillis(lastSeen.toEpochMilli())
            .build();
    for (String room : inRooms) {
      record.addMemberships(StoredMembership.newBuilder().setRoom(room));
    }
    identities.setString(1, id(number));
    // In this format the record has the fields of the session, with the same numbers.
    identities.setBytes(
        2, record.build().toByteString().concat(session.toByteString()).toByteArray());
    identities.executeUpdate();
  }

  /**
   * Adds receipts for messages that an identity has posted in a room. The identity must have been
   * added before.
   *
   * @param timeline the number of the room's timeline
   */
  void addReceipts(int identity, long timeline, int count) throws SQLException {
    authors.setLong(1, identity + 1);
    authors.setString(2, id(identity));
    authors.executeUpdate();
    for (int i = 1; i <= count; i++) {
      String messageId = new UUID(identity, i).toString();
      // executeBatch also clears the parameters that are the same for all receipts.
      receipts.setLong(1, identity + 1);
      receipts.setLong(2, timeline);
      receipts.setString(3, messageId);
      receipts.setBytes(4, receipt(messageId, i));
      receipts.addBatch();
      if (i % 1_000 == 0 || i == count) {
        receipts.executeBatch();
      }
    }
  }

  private static byte[] receipt(String messageId, int sequence) {
    return StoredReceipt.newBuilder()
        .setFingerprint(hash(messageId))
        .setResponse(
            SendMessageResponse.newBuilder()
                .setRoom("lobby")
                .setEpoch("epoch00000000001")
                .setSequence(sequence)
                .setCreateTime(Timestamp.newBuilder().setSeconds(1_767_225_600L + sequence))
                .build()
                .toByteString())
        .build()
        .toByteArray();
  }

  /** Completes the database. */
  @Override
  public void close() throws SQLException {
    connection.commit();
    connection.close();
  }

  private long addTimeline(String name, int head) throws SQLException {
    timelines.setLong(1, ++lastTimeline);
    timelines.setString(2, name);
    timelines.setString(3, "epoch%011d".formatted(lastTimeline));
    timelines.setLong(4, head);
    timelines.executeUpdate();
    return lastTimeline;
  }

  private static byte[] message(String room, int sequence) {
    return Event.newBuilder()
        .setRoom(room)
        .setSequence(sequence)
        .setCreateTime(Timestamp.newBuilder().setSeconds(1_767_225_600L + sequence))
        .setActor(User.newBuilder().setId(id(0)).setName("User0"))
        .setMessagePosted(MessagePosted.newBuilder().setText("message %092d".formatted(sequence)))
        .build()
        .toByteArray();
  }

  private static ByteString hash(String text) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
