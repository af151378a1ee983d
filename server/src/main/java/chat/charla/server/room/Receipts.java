package chat.charla.server.room;

import chat.charla.name.NameFold;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates the receipt of a send, and answers a repetition from it. */
final class Receipts {

  private Receipts() {}

  static StoredReceipt of(SendMessageRequest request, SendMessageResponse response) {
    return StoredReceipt.newBuilder()
        .setFingerprint(fingerprint(request))
        .setResponse(response.toByteString())
        .build();
  }

  static StoredReceipt parse(byte[] receipt) {
    try {
      return StoredReceipt.parseFrom(receipt);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored receipt is damaged", e);
    }
  }

  /**
   * The answer to a repetition: the first result, or a refusal if the target or the text differs.
   */
  static Outcome<SendMessageResponse> answer(StoredReceipt receipt, SendMessageRequest request) {
    if (!receipt.getFingerprint().equals(fingerprint(request))) {
      return Outcome.refused(
          Refusal.field(
              ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED,
              "client_message_id",
              "this id was used for another target or text"));
    }
    try {
      return Outcome.done(
          SendMessageResponse.parseFrom(receipt.getResponse()).toBuilder()
              .setDuplicate(true)
              .build());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored receipt is damaged", e);
    }
  }

  /**
   * A hash of the target and text of the request. The same user name is the same target, even if
   * another identity now holds that name.
   */
  private static ByteString fingerprint(SendMessageRequest request) {
    String target =
        switch (request.getTargetCase()) {
          case ROOM -> NameFold.fold(request.getRoom());
          case USER_ID -> request.getUserId();
          case USER_NAME -> NameFold.fold(request.getUserName());
          case TARGET_NOT_SET -> "";
        };
    MessageDigest digest = sha256();
    digest.update((byte) request.getTargetCase().getNumber());
    digest.update(target.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(request.getText().getBytes(StandardCharsets.UTF_8));
    return ByteString.copyFrom(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime provides SHA-256", e);
    }
  }
}
