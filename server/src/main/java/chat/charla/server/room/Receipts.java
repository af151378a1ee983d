package chat.charla.server.room;

import chat.charla.name.NameFold;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates the receipt of a send, and answers a repetition from it. */
final class Receipts {

  private Receipts() {}

  static StoredReceipt of(SendMessageRequest request, SendMessageResponse response) {
    StoredReceipt.Builder receipt =
        StoredReceipt.newBuilder()
            .setShortFingerprint(fingerprint(request))
            .setSequence(response.getSequence())
            .setCreateNanos(Timestamps.toNanos(response.getCreateTime()));
    if (!request.hasUserId()) {
      receipt.setRecipientId(response.getRecipientId());
    }
    return receipt.build();
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
   *
   * @param timeline the timeline to which the first send was posted
   */
  static Outcome<SendMessageResponse> answer(
      StoredReceipt receipt, SendMessageRequest request, Timeline timeline) {
    if (receipt.getShortFingerprint() != fingerprint(request)) {
      return Outcome.refused(
          Refusal.field(
              ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED,
              "client_message_id",
              "this id was used for another target or text"));
    }
    String recipient = receipt.getRecipientId();
    return Outcome.done(
        SendMessageResponse.newBuilder()
            .setRoom(timeline.id().roomName())
            .setEpoch(timeline.tail().epoch())
            .setSequence(receipt.getSequence())
            .setCreateTime(Timestamps.fromNanos(receipt.getCreateNanos()))
            .setRecipientId(recipient.isEmpty() ? request.getUserId() : recipient)
            .setDuplicate(true)
            .build());
  }

  /**
   * A hash of the target and text of the request. The same user name is the same target, even if
   * another identity now holds that name. The hash has four bytes: if a client reuses an id for
   * another message, the server fails to detect this once in four billion times. That affects only
   * the client's own message.
   */
  private static int fingerprint(SendMessageRequest request) {
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
    return ByteBuffer.wrap(digest.digest()).getInt();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
