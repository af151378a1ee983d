package chat.charla.server.rules;

import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredInvitation;
import chat.charla.server.storage.v1.StoredSession;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Changes the stored record of an identity or an invitation to what another server would have
 * stored. Stateless.
 */
final class StoredRecords {
  private StoredRecords() {}

  /** The times of a server whose clock was ahead by this much. */
  static UnaryOperator<byte[]> later(Duration ahead) {
    return change(
        record -> {
          StoredSession.Builder session = record.getSessionsBuilder(0);
          session.setSeenMillis(session.getSeenMillis() + ahead.toMillis());
          if (record.getEndedMillis() != 0) {
            record.setEndedMillis(record.getEndedMillis() + ahead.toMillis());
          }
        });
  }

  /** A name that was taken when there were no rules for names. */
  static UnaryOperator<byte[]> named(String name) {
    return change(
        record -> {
          record.setName(name).clearNameEdition();
          record.getSessionsBuilder(0).setJoinedAs(name);
        });
  }

  /** Removes the field that says whether the identity was used. */
  static UnaryOperator<byte[]> withoutUnused() {
    return change(StoredIdentity.Builder::clearUnused);
  }

  /**
   * Changes the record as if the identity had joined when request ids in upper and lower case
   * differed.
   *
   * @param token gets the identity's token
   */
  static UnaryOperator<byte[]> joined(String requestId, Consumer<String> token) {
    return change(
        record -> {
          StoredSession.Builder session = record.getSessionsBuilder(0);
          String derived = token(session.getTokenKey().toByteArray(), requestId);
          token.accept(derived);
          session.setRequestIdHash(hash(requestId)).setTokenHash(hash(derived));
        });
  }

  /** Removes the accounts from the record of an invitation. */
  static UnaryOperator<byte[]> withoutAccountIds() {
    return stored -> {
      try {
        return StoredInvitation.parseFrom(stored).toBuilder()
            .clearAccountIds()
            .build()
            .toByteArray();
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("garbage on disk", e);
      }
    };
  }

  /** The record in these bytes. */
  static StoredIdentity read(byte[] stored) {
    try {
      return StoredIdentity.parseFrom(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("garbage on disk", e);
    }
  }

  private static UnaryOperator<byte[]> change(Consumer<StoredIdentity.Builder> change) {
    return stored -> {
      StoredIdentity.Builder record = read(stored).toBuilder();
      change.accept(record);
      return record.build().toByteArray();
    };
  }

  private static String token(byte[] key, String requestId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] token = mac.doFinal(requestId.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteString hash(String secret) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
