package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.v1.SendMessageResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/** The SQL functions of the migration that makes receipts smaller. */
final class ReceiptCompaction {
  private static final Logger LOG = System.getLogger(ReceiptCompaction.class.getName());

  /** After each million of migrated receipts, the log gets a line. */
  private static final int RECEIPTS_PER_LINE = 1_000_000;

  private ReceiptCompaction() {}

  static void addFunctions(Connection connection) throws SQLException {
    Function.create(connection, "new_secret", new NewSecret());
    Function.create(connection, "receipt_key", new Key());
    Function.create(connection, "compact_receipt", new Compact());
  }

  /** {@code new_secret()}: a new random secret for {@link ReceiptKeys}. */
  private static final class NewSecret extends Function {
    @Override
    protected void xFunc() throws SQLException {
      byte[] secret = new byte[ReceiptKeys.SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      result(secret);
    }
  }

  /** {@code receipt_key(secret, timeline, message_id)}: the result of {@link ReceiptKeys#key}. */
  private static final class Key extends Function {
    private @Nullable ReceiptKeys keys;

    @Override
    protected void xFunc() throws SQLException {
      if (keys == null) {
        keys = new ReceiptKeys(value_blob(0));
      }
      result(keys.key(value_long(1), value_text(2)));
    }
  }

  /**
   * {@code compact_receipt(receipt)}: the receipt without the values that the server can get from
   * elsewhere. The function does not change a damaged receipt: the damage affects only the
   * repetition of one send.
   */
  private static final class Compact extends Function {
    private long done;

    @Override
    protected void xFunc() throws SQLException {
      byte[] receipt = value_blob(0);
      try {
        result(compact(receipt));
      } catch (InvalidProtocolBufferException damaged) {
        result(receipt);
      }
      done++;
      if (done % RECEIPTS_PER_LINE == 0) {
        LOG.log(Level.INFO, "Receipts made smaller so far: {0}", done);
      }
    }
  }

  private static byte[] compact(byte[] receipt) throws InvalidProtocolBufferException {
    StoredReceipt former = StoredReceipt.parseFrom(receipt);
    if (former.getFingerprint().size() < Integer.BYTES) {
      return receipt; // damaged
    }
    SendMessageResponse response = SendMessageResponse.parseFrom(former.getResponse());
    Timestamp time = response.getCreateTime();
    return StoredReceipt.newBuilder()
        .setShortFingerprint(former.getFingerprint().asReadOnlyByteBuffer().getInt())
        .setSequence(response.getSequence())
        .setCreateNanos(TimeUnit.SECONDS.toNanos(time.getSeconds()) + time.getNanos())
        .setRecipientId(response.getRecipientId())
        .build()
        .toByteArray();
  }
}
