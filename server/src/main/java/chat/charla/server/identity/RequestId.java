package chat.charla.server.identity;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.ByteString;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The request id of a call that creates a session. The session's token is derived from this id.
 *
 * @param text the id in lower case; a random id if the client has sent none
 * @param hash recognises a repetition of the call; empty if the client has sent no id
 */
public record RequestId(String text, ByteString hash) {
  private static final Pattern UUID_PATTERN =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final int UUID_LENGTH = 36;

  /**
   * The nil UUID and the max UUID (RFC 9562). A program sends one of these if it has not generated
   * a UUID.
   */
  private static final Set<String> PLACEHOLDERS =
      Set.of("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff");

  /**
   * The calls that have request ids. Ids of different calls are unrelated, even if they are equal.
   */
  public enum Call {
    JOIN(""),
    REGISTER("Register "),
    LOG_IN("LogIn "),
    CREATE_ACCESS_TOKEN("CreateAccessToken ");

    private final String prefix;

    Call(String prefix) {
      this.prefix = prefix;
    }

    /** The hash by which the server recognises this id. */
    ByteString hash(String id) {
      return Tokens.hash(prefix + id);
    }
  }

  /**
   * The request id that a client has sent, or a refusal.
   *
   * @param sent the id as it was sent, possibly empty
   * @param random a cryptographically secure source
   */
  public static Outcome<RequestId> of(String sent, Call call, RandomGenerator random) {
    if (sent.isEmpty()) {
      String text = new UUID(random.nextLong(), random.nextLong()).toString();
      return Outcome.done(new RequestId(text, ByteString.EMPTY));
    }
    // Check the length first: the id may be as long as a request.
    String text = sent.length() == UUID_LENGTH ? sent.toLowerCase(Locale.ROOT) : "";
    if (!UUID_PATTERN.matcher(text).matches() || PLACEHOLDERS.contains(text)) {
      return Outcome.refused(
          Refusal.field(
              ErrorReason.ERROR_REASON_REQUEST_ID_INVALID,
              "request_id",
              "must be a UUID other than the nil and the max UUID"));
    }
    return Outcome.done(new RequestId(text, call.hash(text)));
  }

  /** The refusal of an id that was used for another request. */
  public static Refusal reused() {
    return Refusal.field(
        ErrorReason.ERROR_REASON_REQUEST_ID_REUSED,
        "request_id",
        "this id has been used for another request");
  }
}
