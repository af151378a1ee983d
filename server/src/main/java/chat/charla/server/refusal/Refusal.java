package chat.charla.server.refusal;

import chat.charla.server.name.Verdict;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Role;
import chat.charla.v1.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal with the content of the contract's {@code Error}.
 *
 * @param message a text for developers; it must not contain a chat message or a token
 * @param metadata details, by the keys that the contract defines for the reason
 * @param field the field of the request that causes the refusal, or empty
 * @param retryDelay how long to wait before a retry, or null if a retry does not help
 */
public record Refusal(
    ErrorReason reason,
    String message,
    Map<String, String> metadata,
    String field,
    @Nullable Duration retryDelay) {

  /** When a client may retry after the storage has failed. */
  private static final Duration STORAGE_RETRY = Duration.ofSeconds(1);

  /** When a client may retry after a refusal because the disk is nearly full. */
  private static final Duration DISK_RETRY = Duration.ofSeconds(10);

  /** When a client may retry if the server is full. */
  private static final Duration SERVER_RETRY = Duration.ofSeconds(5);

  /**
   * When a client may retry if its share of the memory is used up. Within this time, the client
   * usually reads answers, or the server ends calls that hold too much memory.
   */
  private static final Duration MEMORY_RETRY = Duration.ofSeconds(1);

  private static final Duration RESTART_RETRY = Duration.ofMillis(500);

  public Refusal {
    metadata = Map.copyOf(metadata);
  }

  public static Refusal of(ErrorReason reason, String message) {
    return new Refusal(reason, message, Map.of(), "", null);
  }

  /** A refusal because of the value of one field. */
  public static Refusal field(ErrorReason reason, String field, String message) {
    return new Refusal(reason, message, Map.of(), field, null);
  }

  /** The refusal of a name that breaks a rule. */
  public static Refusal badName(ErrorReason reason, String field, Verdict.Refused refused) {
    Refusal refusal =
        field(reason, field, refused.rule().description()).with("rule", refused.rule().tag());
    return refused.codePoint() == Verdict.Refused.NONE
        ? refusal
        : refusal.with("code_point", String.format("U+%04X", refused.codePoint()));
  }

  /** The refusal after a defect of the server; the client gets no details. */
  public static Refusal internal() {
    return of(ErrorReason.ERROR_REASON_INTERNAL, "the server has failed; the outcome is unknown");
  }

  /** The refusal of a request, or a command of a stream, that is longer than {@code maxBytes}. */
  public static Refusal requestTooLarge(int maxBytes) {
    return of(
            ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE,
            "the request is longer than " + maxBytes + " bytes")
        .with("max_bytes", Integer.toString(maxBytes));
  }

  /** The refusal of bytes that are not exactly one request of the method. */
  public static Refusal requestUnreadable() {
    return of(
        ErrorReason.ERROR_REASON_REQUEST_UNREADABLE,
        "the request is not exactly one message of the method's request type");
  }

  /** The refusal of a request that has begun to arrive, but was not complete within this time. */
  public static Refusal requestIncomplete(Duration time) {
    return of(
        ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE, "the request was not complete within " + time);
  }

  /** The refusal of a command or a method that this server does not know. */
  public static Refusal commandUnknown() {
    return of(
        ErrorReason.ERROR_REASON_COMMAND_UNKNOWN,
        "the command or method is missing, or this server does not know it");
  }

  /** The refusal of a field that breaks a rule for which the contract has no specific reason. */
  public static Refusal argument(String field, String message) {
    return field(ErrorReason.ERROR_REASON_ARGUMENT_INVALID, field, message);
  }

  /** The refusal of an {@code Open} with more cursors than the limit. */
  public static Refusal tooManyCursors(int max) {
    return argument("open.cursors", "more than " + max);
  }

  public static Refusal storageUnavailable() {
    return new Refusal(
        ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE,
        "storing failed; the outcome is unknown: repeat with the same id",
        Map.of(),
        "",
        STORAGE_RETRY);
  }

  /** The refusal because the disk is nearly full. The server has not tried to store the request. */
  public static Refusal diskLow() {
    return of(
            ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE,
            "the server's disk is nearly full; nothing was stored: repeat with the same id")
        .with("cause", "disk_low")
        .retryAfter(DISK_RETRY);
  }

  /**
   * The refusal of a send that has to wait for an earlier one.
   *
   * @param earlier the refusal of the earlier send
   * @param left how much of the earlier send's retry delay is left
   */
  public static Refusal blocked(Refusal earlier, Duration left) {
    return new Refusal(
        earlier.reason,
        "an earlier message to the same timeline has to be repeated first",
        earlier.metadata,
        "",
        left);
  }

  public static Refusal serverFull(String what) {
    return new Refusal(
        ErrorReason.ERROR_REASON_SERVER_FULL,
        "the server accepts no more " + what,
        Map.of(),
        "",
        SERVER_RETRY);
  }

  /**
   * The refusal of an action that exceeds a rate.
   *
   * @param limit the name of the limit in the contract
   * @param scope to what the limit applies, such as "session" or "address"
   */
  public static Refusal rateLimited(String limit, String scope, Duration delay) {
    return of(
            ErrorReason.ERROR_REASON_RATE_LIMITED,
            "too many " + limit + " from one " + scope + " in too short a time")
        .with("limit", limit)
        .with("scope", scope)
        .retryAfter(delay);
  }

  /**
   * The refusal because there is no memory for the answer.
   *
   * @param scope the scope whose share of the memory is used up, such as "connection"
   */
  public static Refusal outOfMemory(String scope) {
    return of(
            ErrorReason.ERROR_REASON_RATE_LIMITED,
            "the server already holds too much for one " + scope)
        .with("limit", "memory")
        .with("scope", scope)
        .retryAfter(MEMORY_RETRY);
  }

  public static Refusal tooManyRooms(int most) {
    return of(
            ErrorReason.ERROR_REASON_TOO_MANY_ROOMS,
            "already a member of as many rooms as are allowed; leave one first")
        .with("max_rooms", Integer.toString(most));
  }

  public static Refusal serverDraining() {
    return new Refusal(
        ErrorReason.ERROR_REASON_SERVER_DRAINING,
        "the server is shutting down",
        Map.of(),
        "",
        RESTART_RETRY);
  }

  public static Refusal roomNotFound() {
    return field(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND, "room", "there is no room of this name");
  }

  /** No user has the id in the request's field {@code user_id}. */
  public static Refusal userNotFound() {
    return field(ErrorReason.ERROR_REASON_USER_NOT_FOUND, "user_id", "no user has this id");
  }

  /** The refusal of a command for a room whose stored data are damaged. */
  public static Refusal roomDamaged() {
    return field(
        ErrorReason.ERROR_REASON_ROOM_DAMAGED, "room", "what is stored of this room is damaged");
  }

  public static Refusal notAMember(String room) {
    return field(ErrorReason.ERROR_REASON_NOT_A_MEMBER, "room", "not a member of the room " + room);
  }

  public static Refusal nameLost() {
    return of(
        ErrorReason.ERROR_REASON_NAME_LOST,
        "the lease has run out and another user holds the name; join with another name");
  }

  public static Refusal superseded() {
    return of(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, "another stream of this session is open");
  }

  /** The refusal of a session whose identity has expired, or was deleted because it was unused. */
  public static Refusal sessionExpired() {
    return of(ErrorReason.ERROR_REASON_SESSION_EXPIRED, "the identity has expired");
  }

  public static Refusal sessionEnded() {
    return of(ErrorReason.ERROR_REASON_SESSION_ENDED, "the identity has left, or has logged out");
  }

  public static Refusal sessionRevoked() {
    return of(ErrorReason.ERROR_REASON_SESSION_REVOKED, "the session was revoked; log in again");
  }

  /** The refusal of a session or log-in of an account that the operator has suspended. */
  public static Refusal accountSuspended() {
    return of(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED, "the operator has suspended the account");
  }

  /** The refusal of a client whose network address the operator has banned. */
  public static Refusal addressBanned() {
    return of(
        ErrorReason.ERROR_REASON_ADDRESS_BANNED, "the operator has banned this network address");
  }

  /** The request has no credential that this server knows. */
  public static Refusal credentialUnknown() {
    return argument(
        "credential", "the credential is missing, or of a kind that this server does not know");
  }

  /** The user of a valid id token, or the key of a certificate, has no account. */
  public static Refusal notRegistered() {
    return of(
        ErrorReason.ERROR_REASON_NOT_REGISTERED,
        "the user of this id token, or the key of this certificate, has no account yet");
  }

  /** The credential is a certificate, but the connection has none that the server accepts. */
  public static Refusal certificateMissing() {
    return of(
            ErrorReason.ERROR_REASON_CERTIFICATE_MISSING,
            "the connection has no client certificate that the server accepts")
        .with("cause", "none");
  }

  /** The certificate of the connection is not valid at present, by its own dates. */
  public static Refusal certificateInvalid() {
    return of(
            ErrorReason.ERROR_REASON_CERTIFICATE_MISSING,
            "the client certificate has expired, or is not valid yet")
        .with("cause", "validity");
  }

  /** The credential belongs to another account. */
  public static Refusal credentialInUse() {
    return of(
        ErrorReason.ERROR_REASON_CREDENTIAL_IN_USE, "the credential belongs to another account");
  }

  /** The account cannot do without this credential. */
  public static Refusal lastCredential() {
    return of(
        ErrorReason.ERROR_REASON_LAST_CREDENTIAL,
        "the account would have no credential that the server accepts; add another one first");
  }

  /** The keys of the issuer are missing. */
  public static Refusal issuerUnavailable(Duration delay) {
    return of(
            ErrorReason.ERROR_REASON_ISSUER_UNAVAILABLE,
            "the server cannot get the keys of the issuer at the moment")
        .retryAfter(delay);
  }

  public static Refusal accessTokenExpired() {
    return of(ErrorReason.ERROR_REASON_SESSION_EXPIRED, "the access token has expired");
  }

  /** The caller's access token may not do this. */
  public static Refusal scopeMissing(Scope scope) {
    return of(
            ErrorReason.ERROR_REASON_SCOPE_MISSING,
            "the access token does not have the scope " + scope.name())
        .with("scope", scope.name());
  }

  public static Refusal tooManyAccessTokens(int most) {
    return of(
            ErrorReason.ERROR_REASON_TOO_MANY_ACCESS_TOKENS,
            "the account has as many access tokens as are allowed; revoke one first")
        .with("max_access_tokens", Integer.toString(most));
  }

  /**
   * The role of the caller in a room is too low.
   *
   * @param needed the lowest role that may do this
   */
  public static Refusal roleTooLow(Role needed) {
    return of(
            ErrorReason.ERROR_REASON_ROLE_TOO_LOW,
            "this needs the role " + needed.name() + " in the room")
        .with("role", needed.name());
  }

  /** The caller is banned from the room. */
  public static Refusal banned(Instant until) {
    return of(ErrorReason.ERROR_REASON_BANNED, "banned from the room until " + until)
        .with("until", until.toString());
  }

  /** The caller is muted in the room. */
  public static Refusal muted(Instant until) {
    return of(ErrorReason.ERROR_REASON_MUTED, "muted in the room until " + until)
        .with("until", until.toString());
  }

  /** The caller is the only owner of the room. */
  public static Refusal lastOwner() {
    return of(
        ErrorReason.ERROR_REASON_LAST_OWNER,
        "the only owner of the room; make another account its owner first");
  }

  public static Refusal tooManyRoles(int most) {
    return of(
            ErrorReason.ERROR_REASON_TOO_MANY_ROLES,
            "as many users have a role or a restriction in the room as are allowed")
        .with("max_roles", Integer.toString(most));
  }

  public static Refusal accountRequired() {
    return of(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED, "this needs an account");
  }

  /**
   * The recipient refuses private messages of the author.
   *
   * @param field the field of the request that names the recipient
   */
  public static Refusal directRefused(String field) {
    return field(
        ErrorReason.ERROR_REASON_DIRECT_REFUSED,
        field,
        "this user does not accept private messages from you");
  }

  public static Refusal tooManyBlockedUsers(int most) {
    return argument("user_id", "the account has blocked as many users as it may; unblock one first")
        .with("max_blocked_users", Integer.toString(most));
  }

  public static Refusal alreadyRegistered() {
    return of(ErrorReason.ERROR_REASON_ALREADY_REGISTERED, "the identity is an account already");
  }

  public static Refusal registrationClosed() {
    return of(
        ErrorReason.ERROR_REASON_REGISTRATION_CLOSED,
        "this server does not let users create accounts");
  }

  /** The refusal of an invitation code. It does not say what is wrong with the code. */
  public static Refusal invitationInvalid() {
    return field(
        ErrorReason.ERROR_REASON_INVITATION_INVALID,
        "invitation_code",
        "an invitation is needed, and this is no code of one that can be used");
  }

  /** The refusal of an invitation, because accounts do not need invitations on this server. */
  public static Refusal invitationsNotNeeded() {
    return of(
        ErrorReason.ERROR_REASON_REGISTRATION_CLOSED,
        "this server does not let users create accounts by invitations");
  }

  public static Refusal tooManyInvitations(int most) {
    return of(
            ErrorReason.ERROR_REASON_TOO_MANY_INVITATIONS,
            "the account has as many invitations as it may have at the moment")
        .with("max_invitations", Integer.toString(most));
  }

  /** The refusal of a credential on a connection that others can read. */
  public static Refusal transportInsecure() {
    return of(
        ErrorReason.ERROR_REASON_TRANSPORT_INSECURE,
        "credentials need TLS, unless the client runs on the server's machine");
  }

  /** The refusal of a log-in. It does not say whether there is an account of this name. */
  public static Refusal loginRefused() {
    return of(
        ErrorReason.ERROR_REASON_LOGIN_REFUSED,
        "no account has this name, or the credential is not the account's");
  }

  /** The refusal of a call that has not shown the administration token. */
  public static Refusal adminRequired() {
    return of(ErrorReason.ERROR_REASON_ADMIN_REQUIRED, "the administration token is needed");
  }

  /** The same refusal with one more entry in the metadata. */
  public Refusal with(String key, String value) {
    Map<String, String> more = new HashMap<>(metadata);
    more.put(key, value);
    return new Refusal(reason, message, more, field, retryDelay);
  }

  /** The same refusal with a retry delay. */
  public Refusal retryAfter(Duration delay) {
    return new Refusal(reason, message, metadata, field, delay);
  }
}
