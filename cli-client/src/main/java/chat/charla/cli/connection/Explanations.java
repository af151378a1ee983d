package chat.charla.cli.connection;

import chat.charla.cli.connection.tls.TlsFailure;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.text.CharacterNames;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.CallFailure;
import chat.charla.client.Refusal;
import chat.charla.client.WhiteSpace;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Explains failures and refusals to the user, each in one line. Immutable. */
public final class Explanations {
  private static final String REASON = "reason.";
  private static final String REASON_PREFIX = "ERROR_REASON_";
  private static final int MAX_DETAIL = 200;
  private static final int FIRST_HTTP_REFUSAL = 300;

  /** The class name at the start of an exception's message, which is not shown. */
  private static final Pattern CLASS_NAME = Pattern.compile("([a-z]\\w*\\.)+[A-Z]\\w*: ");

  /**
   * The full stop at the end of a message. It is not shown, because the message becomes a part of a
   * sentence.
   */
  private static final Pattern FULL_STOP = Pattern.compile("\\.+$");

  private final Messages messages;

  /** Creates explanations in the language of these messages. */
  public Explanations(Messages messages) {
    this.messages = messages;
  }

  /**
   * Explains why a call failed, for example because the server has refused it or cannot be reached.
   */
  public String of(CallFailure failure, ServerAddress address) {
    return of(failure, address, null);
  }

  /**
   * Explains why a call failed.
   *
   * @param subject the user name or room that the call was about, or null
   */
  public String of(CallFailure failure, ServerAddress address, @Nullable String subject) {
    if (isRefusal(failure)) {
      return subject == null ? of(failure) : of(failure, subject);
    }
    if (isTrustFailure(failure)) {
      return messages.text("error.tls", address, causeOf(failure));
    }
    if (isNoConnection(failure)) {
      return messages.text("error.unreachable", address, causeOf(failure));
    }
    if (isNotGrpc(failure)) {
      return messages.text("error.not-grpc", address);
    }
    return messages.text("error.not-charla", address, causeOf(failure));
  }

  /** Explains why a call failed, without the server's address. */
  public String of(CallFailure failure) {
    if (isRefusal(failure)) {
      return failure.reason() == ErrorReason.ERROR_REASON_ARGUMENT_INVALID
          ? ofArgument(failure)
          : of(failure.reason(), failure.metadata(), failure.message());
    }
    return causeOf(failure);
  }

  /** Explains which rule a field breaks, as far as there is a text for the rule or the field. */
  private String ofArgument(CallFailure failure) {
    String field = key(failure.reason()) + "." + failure.field();
    String rule = field + "." + failure.metadata().getOrDefault("rule", "");
    if (messages.has(rule)) {
      return messages.text(rule);
    }
    return messages.has(field)
        ? messages.text(field)
        : of(failure.reason(), failure.metadata(), failure.message());
  }

  /**
   * Explains why the session of a user has ended.
   *
   * @param account whether the user has an account, which does not end with its session
   */
  public String ofSessionEnd(CallFailure failure, boolean account) {
    return account && failure.reason() == ErrorReason.ERROR_REASON_SESSION_ENDED
        ? messages.text("session.logged-out")
        : of(failure);
  }

  /**
   * Explains why a call failed. If the reason concerns the user or the room, names it.
   *
   * @param subject the user name or room that the call was about
   */
  public String of(CallFailure failure, String subject) {
    return switch (failure.reason()) {
      case ERROR_REASON_NAME_INVALID, ERROR_REASON_NAME_TAKEN, ERROR_REASON_ROOM_NAME_INVALID ->
          messages.text("refused.named", Sanitizer.excerpt(subject), of(failure));
      case ERROR_REASON_ROOM_NOT_FOUND, ERROR_REASON_NOT_A_MEMBER, ERROR_REASON_ROOM_DAMAGED ->
          messages.text(key(failure.reason()) + ".named", Sanitizer.excerpt(subject));
      case ERROR_REASON_USER_NOT_FOUND ->
          messages.text("private.not-connected", Sanitizer.excerpt(subject));
      default -> of(failure);
    };
  }

  /**
   * Explains why a message was not sent.
   *
   * @param addressee the room, or the name of the user, that the message was for
   */
  public String of(Refusal refusal, String addressee) {
    return switch (refusal.kind()) {
      case BY_SERVER, BY_LIMITS -> of(CallFailure.fromError(refusal.error()), addressee);
      case TOO_MANY_PENDING -> messages.text("refusal.too-many-pending");
      case NOT_RUNNING -> messages.text("refusal.not-running");
    };
  }

  /**
   * Whether the connection failed, or the server is temporarily unavailable. A TLS failure does not
   * count: it shows that a server has answered.
   */
  public static boolean isUnreachable(CallFailure failure) {
    return failure.code() == Status.Code.DEADLINE_EXCEEDED
        || (failure.code() == Status.Code.UNAVAILABLE && !isTrustFailure(failure));
  }

  /** Whether the server is unreachable, or a proxy has answered in its place. */
  public static boolean isNoConnection(CallFailure failure) {
    return isUnreachable(failure) || isHttpRefusal(failure);
  }

  /**
   * Whether TLS failed, for example because the server is not trusted, or does not trust the
   * client.
   */
  public static boolean isTrustFailure(CallFailure failure) {
    return TlsFailure.of(failure).isPresent();
  }

  /** Whether a proxy or a web server has answered with an HTTP error. */
  private static boolean isHttpRefusal(CallFailure failure) {
    return failure.httpStatus() >= FIRST_HTTP_REFUSAL;
  }

  /**
   * Whether the peer does not speak gRPC: the peer has sent an HTTP response, or invalid frames, as
   * sshd does.
   */
  private static boolean isNotGrpc(CallFailure failure) {
    return failure.httpStatus() != 0 || failure.message().contains("error in frame handler");
  }

  /** Whether the peer has closed the connection. */
  static boolean isConnectionClosed(CallFailure failure) {
    return failure.code() == Status.Code.UNAVAILABLE
        && !isRefusal(failure)
        && saysConnectionIsClosed(failure.message());
  }

  private static boolean saysConnectionIsClosed(String message) {
    return message.contains("End of stream")
        || message.contains("reset")
        || message.contains("java.net.SocketException")
        || message.contains("terminated the handshake");
  }

  /** Whether the chat server itself has refused the call, not a proxy in front of the server. */
  public static boolean isRefusal(CallFailure failure) {
    return failure.reason() != ErrorReason.ERROR_REASON_UNSPECIFIED;
  }

  /** Whether the session has ended, so that its token is of no use any more. */
  public static boolean isSessionOver(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_SESSION_EXPIRED, ERROR_REASON_SESSION_ENDED, ERROR_REASON_SESSION_REVOKED ->
          true;
      default -> false;
    };
  }

  private String of(ErrorReason reason, Map<String, String> metadata, String message) {
    String key = key(reason);
    return switch (reason) {
      case ERROR_REASON_MESSAGE_TOO_LARGE ->
          messages.text(key, value(metadata, "max_code_points"), value(metadata, "max_bytes"));
      case ERROR_REASON_UNSPECIFIED, ERROR_REASON_INTERNAL, UNRECOGNIZED ->
          messages.text(key, detail(message));
      case ERROR_REASON_REQUEST_TOO_LARGE -> messages.text(key, value(metadata, "max_bytes"));
      case ERROR_REASON_ARGUMENT_INVALID -> {
        String most = key + ".max_blocked_users";
        yield metadata.containsKey("max_blocked_users")
            ? messages.text(most, value(metadata, "max_blocked_users"))
            : messages.text(key);
      }
      case ERROR_REASON_RATE_LIMITED,
          ERROR_REASON_ROLE_TOO_LOW,
          ERROR_REASON_BANNED,
          ERROR_REASON_MUTED,
          ERROR_REASON_TOO_MANY_ROLES ->
          new ModerationRefusals(messages).of(key, reason, metadata);
      case ERROR_REASON_TOO_MANY_ROOMS -> messages.text(key, value(metadata, "max_rooms"));
      case ERROR_REASON_TOO_MANY_ACCESS_TOKENS ->
          messages.text(key, value(metadata, "max_access_tokens"));
      case ERROR_REASON_SCOPE_MISSING -> messages.text(key, missingScope(metadata));
      case ERROR_REASON_TOO_MANY_INVITATIONS -> {
        String most = value(metadata, "max_invitations");
        yield most.equals("0") ? messages.text(key + ".none") : messages.text(key, most);
      }
      case ERROR_REASON_NAME_TAKEN -> nameTaken(metadata);
      case ERROR_REASON_BACKUP_FAILED -> {
        String cause = key + "." + metadata.getOrDefault("cause", "");
        yield messages.has(cause) ? messages.text(cause) : messages.text(key, detail(message));
      }
      case ERROR_REASON_RELOAD_FAILED ->
          messages.text(key, orUnknown(metadata.getOrDefault("problems", "").replace("\n", "; ")));
      case ERROR_REASON_NAME_INVALID, ERROR_REASON_ROOM_NAME_INVALID -> {
        String rule = "rule." + metadata.getOrDefault("rule", "");
        yield messages.has(rule)
            ? messages.text(key + ".rule", messages.text(rule, refusedCharacter(metadata)))
            : messages.text(key);
      }
      case ERROR_REASON_PASSWORD_INVALID -> {
        String rule = "password.rule." + metadata.getOrDefault("rule", "");
        yield messages.has(rule)
            ? messages.text(
                key + ".rule",
                messages.text(
                    rule, value(metadata, "min_code_points"), value(metadata, "max_code_points")))
            : messages.text(key);
      }
      default -> messages.text(key);
    };
  }

  private static String key(ErrorReason reason) {
    return REASON + reason.name().replace(REASON_PREFIX, "");
  }

  private String nameTaken(Map<String, String> metadata) {
    String suggestion = value(metadata, "suggested_name");
    boolean suggested = !WhiteSpace.isBlank(metadata.getOrDefault("suggested_name", ""));
    if (!WhiteSpace.isBlank(metadata.getOrDefault("confusable_name", ""))) {
      String key = "reason.NAME_TAKEN.confusable" + (suggested ? ".suggested" : "");
      return messages.text(key, value(metadata, "confusable_name"), suggestion);
    }
    return suggested
        ? messages.text("reason.NAME_TAKEN.suggested", suggestion)
        : messages.text("reason.NAME_TAKEN");
  }

  /**
   * Describes common causes in the user's language, and other causes in gRPC's words. gRPC has no
   * codes for the common causes, so this method recognises them by the messages of gRPC, OkHttp and
   * the JDK. The operating system's messages depend on the locale. So this method recognises
   * operating system errors by the name of the JDK's exception class.
   */
  private String causeOf(CallFailure failure) {
    String message = failure.message();
    if (isHttpRefusal(failure)) {
      return messages.text("cause.http", Integer.toString(failure.httpStatus()));
    }
    Optional<TlsFailure> tls = TlsFailure.of(failure);
    if (tls.isPresent()) {
      return messages.text(tls.get().key(), detail(message));
    }
    if (message.contains("java.net.ConnectException")) {
      return messages.text("cause.refused");
    }
    if (message.contains("UnknownHost") || message.contains("Unable to resolve host")) {
      return messages.text("cause.unknown-host");
    }
    if (saysConnectionIsClosed(message)) {
      return messages.text("cause.gone");
    }
    if (failure.code() == Status.Code.DEADLINE_EXCEEDED
        || message.contains("timed out")
        || message.contains("Keepalive failed")) {
      return messages.text("cause.timeout");
    }
    return isNotGrpc(failure) ? messages.text("cause.protocol") : detail(message);
  }

  private String refusedCharacter(Map<String, String> metadata) {
    return new CharacterNames(messages).of(metadata.getOrDefault("code_point", "?"));
  }

  /** The scope as the command line names it, such as {@code write}. */
  private static String missingScope(Map<String, String> metadata) {
    return value(metadata, "scope").replace("SCOPE_", "").toLowerCase(Locale.ROOT);
  }

  private static String value(Map<String, String> metadata, String key) {
    return orUnknown(metadata.getOrDefault(key, ""));
  }

  private static String orUnknown(String text) {
    String line = Sanitizer.line(text);
    return WhiteSpace.isBlank(line) ? "?" : line;
  }

  /** A message of the server or of gRPC as one short line. If it is empty, "no reason given". */
  private String detail(String message) {
    String line = CLASS_NAME.matcher(Sanitizer.line(message)).replaceAll("");
    line = FULL_STOP.matcher(line).replaceAll("");
    if (WhiteSpace.isBlank(line)) {
      return messages.text("cause.unsaid");
    }
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
  }
}
