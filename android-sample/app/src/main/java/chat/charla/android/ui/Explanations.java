package chat.charla.android.ui;

import android.content.res.Resources;
import chat.charla.android.R;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.android.session.EntryKind;
import chat.charla.android.session.Problem;
import chat.charla.android.session.SessionState;
import chat.charla.android.session.TlsProblem;
import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import chat.charla.client.StopReason;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains states, failures and refusals in the user's language. */
final class Explanations {
  private static final int FIRST_HTTP_REFUSAL = 300;

  /** A wait of at least this many seconds is shown in minutes. */
  private static final int FEWEST_SECONDS_IN_MINUTES = 120;

  private final Resources resources;

  Explanations(Resources resources) {
    this.resources = resources;
  }

  /** The text of the banner, or null if no banner is shown. */
  @Nullable String banner(SessionState state) {
    ConnectionState connection = state.connection();
    if (!state.isNetworkAvailable()) {
      return resources.getString(R.string.banner_no_network);
    }
    if (connection == null) {
      return resources.getString(R.string.banner_connecting);
    }
    return switch (connection.kind()) {
      case ONLINE -> null;
      case WAITING -> resources.getString(R.string.banner_waiting, cause(connection.cause()));
      case STOPPED -> stopped(connection);
      case LEFT, IDLE, JOINING, NAME_NEEDED, CONNECTING ->
          resources.getString(R.string.banner_connecting);
    };
  }

  /** The problem to show on the connect screen, or null if there is none. */
  @Nullable String problem(SessionState state) {
    Problem problem = state.problem();
    if (problem != null && problem.kind() == Problem.Kind.CLEARTEXT) {
      return resources.getString(R.string.problem_cleartext);
    }
    CallFailure failure = state.failure();
    if (failure == null) {
      return null;
    }
    if (state.entryKind() == EntryKind.RECOVER
        && failure.reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED) {
      return resources.getString(R.string.reason_recovery_refused);
    }
    return state.isIn(ConnectionState.Kind.WAITING)
        ? resources.getString(R.string.banner_waiting, cause(failure))
        : cause(failure);
  }

  /** Says why a message was not posted, or that its outcome is unknown. */
  String failed(FailedMessage message) {
    return switch (message.kind()) {
      case REFUSED -> {
        Error error = message.error();
        String reason = reason(error.getReason(), error.getMetadataMap());
        yield resources.getString(
            R.string.failed, reason != null ? reason : HarmlessText.name(error.getMessage()));
      }
      case TOO_MANY ->
          resources.getString(R.string.failed, resources.getString(R.string.failed_too_many));
      case NOT_SENT ->
          resources.getString(R.string.failed, resources.getString(R.string.failed_over));
      case UNKNOWN -> resources.getString(R.string.failed_unknown);
      case LOST -> resources.getString(R.string.failed_lost);
    };
  }

  /** Why a call about the account has failed. */
  String refused(CallFailure failure) {
    return cause(failure);
  }

  /** Why a room could not be entered or left. */
  String refused(Error error) {
    String reason = reason(error.getReason(), error.getMetadataMap());
    return reason != null ? reason : HarmlessText.name(error.getMessage());
  }

  private String stopped(ConnectionState connection) {
    return connection.stopReason() == StopReason.SUPERSEDED
        ? resources.getString(R.string.banner_superseded)
        : resources.getString(R.string.banner_stopped, cause(connection.cause()));
  }

  private String cause(@Nullable CallFailure failure) {
    if (failure == null) {
      return resources.getString(R.string.cause_gone);
    }
    Duration wait = failure.retryDelay();
    if (failure.reason() == ErrorReason.ERROR_REASON_RATE_LIMITED && wait != null) {
      return rateLimited(wait);
    }
    String reason = reason(failure.reason(), failure.metadata());
    if (reason != null) {
      return reason;
    }
    TlsProblem tls = TlsProblem.of(failure);
    if (tls != null) {
      return resources.getString(
          tls == TlsProblem.UNTRUSTED ? R.string.cause_untrusted : R.string.cause_no_tls);
    }
    if (failure.httpStatus() >= FIRST_HTTP_REFUSAL) {
      return resources.getString(R.string.cause_http, failure.httpStatus());
    }
    String message = failure.message();
    if (message.contains("Unable to resolve host") || message.contains("UnknownHost")) {
      return resources.getString(R.string.cause_unknown_host);
    }
    if (message.contains("refused")) {
      return resources.getString(R.string.cause_refused);
    }
    return switch (failure.code()) {
      case UNAVAILABLE, OK, DATA_LOSS -> resources.getString(R.string.cause_gone);
      case DEADLINE_EXCEEDED -> resources.getString(R.string.cause_timeout);
      default -> resources.getString(R.string.cause_other, HarmlessText.name(message));
    };
  }

  private String rateLimited(Duration wait) {
    long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
    boolean inMinutes = seconds >= FEWEST_SECONDS_IN_MINUTES;
    int count = (int) Math.min(inMinutes ? (seconds + 59) / 60 : seconds, Integer.MAX_VALUE);
    return resources.getQuantityString(
        inMinutes ? R.plurals.reason_rate_limited_minutes : R.plurals.reason_rate_limited_seconds,
        count,
        count);
  }

  private String passwordInvalid(Map<String, String> metadata) {
    return switch (metadata.getOrDefault("rule", "")) {
      case "length" ->
          resources.getString(
              R.string.reason_password_length,
              HarmlessText.name(metadata.getOrDefault("min_code_points", "?")),
              HarmlessText.name(metadata.getOrDefault("max_code_points", "?")));
      case "character" -> resources.getString(R.string.reason_password_character);
      case "name" -> resources.getString(R.string.reason_password_name);
      case "common" -> resources.getString(R.string.reason_password_common);
      default -> resources.getString(R.string.reason_password_invalid);
    };
  }

  /** The text for a reason, or null if the app has no text for it. */
  private @Nullable String reason(ErrorReason reason, Map<String, String> metadata) {
    return switch (reason) {
      case ERROR_REASON_NAME_TAKEN -> resources.getString(R.string.reason_name_taken);
      case ERROR_REASON_NAME_INVALID -> resources.getString(R.string.reason_name_invalid);
      case ERROR_REASON_NAME_LOST -> resources.getString(R.string.reason_name_lost);
      case ERROR_REASON_SESSION_EXPIRED, ERROR_REASON_SESSION_MISSING ->
          resources.getString(R.string.reason_session_expired);
      case ERROR_REASON_SESSION_ENDED -> resources.getString(R.string.reason_session_ended);
      case ERROR_REASON_SESSION_REVOKED -> resources.getString(R.string.reason_session_revoked);
      case ERROR_REASON_ACCOUNT_SUSPENDED -> resources.getString(R.string.reason_account_suspended);
      case ERROR_REASON_ADDRESS_BANNED -> resources.getString(R.string.reason_address_banned);
      case ERROR_REASON_ACCOUNT_REQUIRED -> resources.getString(R.string.reason_account_required);
      case ERROR_REASON_LOGIN_REFUSED -> resources.getString(R.string.reason_login_refused);
      case ERROR_REASON_PASSWORD_INVALID -> passwordInvalid(metadata);
      case ERROR_REASON_REGISTRATION_CLOSED ->
          resources.getString(R.string.reason_registration_closed);
      case ERROR_REASON_INVITATION_INVALID ->
          resources.getString(R.string.reason_invitation_invalid);
      case ERROR_REASON_TRANSPORT_INSECURE ->
          resources.getString(R.string.reason_transport_insecure);
      case ERROR_REASON_ALREADY_REGISTERED ->
          resources.getString(R.string.reason_already_registered);
      case ERROR_REASON_STREAM_SUPERSEDED -> resources.getString(R.string.banner_superseded);
      case ERROR_REASON_MESSAGE_EMPTY -> resources.getString(R.string.reason_message_empty);
      case ERROR_REASON_MESSAGE_TOO_LARGE ->
          resources.getString(
              R.string.reason_message_too_large,
              HarmlessText.name(metadata.getOrDefault("max_code_points", "?")));
      case ERROR_REASON_USER_NOT_FOUND -> resources.getString(R.string.reason_user_not_found);
      case ERROR_REASON_DIRECT_REFUSED -> resources.getString(R.string.reason_direct_refused);
      case ERROR_REASON_MUTED -> resources.getString(R.string.reason_muted);
      case ERROR_REASON_BANNED -> resources.getString(R.string.reason_banned);
      case ERROR_REASON_ROLE_TOO_LOW -> resources.getString(R.string.reason_role_too_low);
      case ERROR_REASON_ROOM_NOT_FOUND -> resources.getString(R.string.reason_room_not_found);
      case ERROR_REASON_ROOM_NAME_INVALID -> resources.getString(R.string.reason_room_name_invalid);
      case ERROR_REASON_NOT_A_MEMBER -> resources.getString(R.string.reason_not_a_member);
      case ERROR_REASON_SERVER_FULL -> resources.getString(R.string.reason_server_full);
      case ERROR_REASON_RATE_LIMITED -> resources.getString(R.string.reason_rate_limited);
      case ERROR_REASON_TOO_MANY_ROOMS -> resources.getString(R.string.reason_too_many_rooms);
      case ERROR_REASON_STORAGE_UNAVAILABLE ->
          resources.getString(R.string.reason_storage_unavailable);
      case ERROR_REASON_SERVER_DRAINING -> resources.getString(R.string.reason_server_draining);
      case ERROR_REASON_INTERNAL -> resources.getString(R.string.reason_internal);
      default -> null;
    };
  }
}
