package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredSession;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/** The SQL function of the migration that gives each identity a list of sessions. */
final class SessionLists {
  private static final Parser<StoredIdentity> IDENTITY =
      DiscardUnknownFieldsParser.wrap(StoredIdentity.parser());

  private static final Parser<StoredSession> SESSION =
      DiscardUnknownFieldsParser.wrap(StoredSession.parser());

  private SessionLists() {}

  static void addFunctions(Connection connection) throws SQLException {
    Function.create(connection, "with_sessions", new WithSessions());
  }

  /**
   * {@code with_sessions(record)}: the record with its only session in the list of sessions. A
   * damaged record is not changed: the server reports it, and serves the other identities.
   */
  private static final class WithSessions extends Function {
    @Override
    protected void xFunc() throws SQLException {
      byte[] record = value_blob(0);
      try {
        result(withSessions(record));
      } catch (InvalidProtocolBufferException damaged) {
        result(record);
      }
    }
  }

  /**
   * Adds a session that is parsed from the same bytes as the record. This works because the fields
   * of a session have the numbers that they had in the old record.
   */
  private static byte[] withSessions(byte[] record) throws InvalidProtocolBufferException {
    return IDENTITY.parseFrom(record).toBuilder()
        .addSessions(SESSION.parseFrom(record))
        .build()
        .toByteArray();
  }
}
