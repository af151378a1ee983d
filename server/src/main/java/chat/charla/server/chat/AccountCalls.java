package chat.charla.server.chat;

import chat.charla.server.account.AccessTokens;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.BlockedUsers;
import chat.charla.server.account.Credentials;
import chat.charla.server.account.IdTokenChecks;
import chat.charla.server.account.LogIns;
import chat.charla.server.account.PasswordChanges;
import chat.charla.server.account.PasswordResets;
import chat.charla.server.account.Registration;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.SessionGrant;
import chat.charla.server.identity.Sessions;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.ListBlockedUsersResponse;
import chat.charla.v1.ListSessionsResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.LogOutResponse;
import chat.charla.v1.OidcIssuer;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.RevokeSessionResponse;
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.UnblockUserResponse;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Every RPC about accounts, independent of the transport. As in {@link Chat}, every method returns
 * at once, any thread may call it, and the core calls its reply.
 */
public final class AccountCalls {
  private final AccountSettings settings;
  private final Calls calls;
  private final CommandRates rates;
  private final CountedCalls countedCalls;
  private final Joining joining;
  private final Registration registration;
  private final LogIns logIns;
  private final Credentials credentials;
  private final IdTokenChecks idTokens;
  private final CredentialCalls credentialCalls;
  private final PasswordChanges passwordChanges;
  private final PasswordResets passwordResets;
  private final AccessTokens accessTokens;
  private final BlockedUsers blocks;
  private final Sessions sessions;
  private final SessionLists lists;
  private final IdentityEnd identityEnd;
  private final InvitationCalls invitations;
  private final ChatFigures figures;

  AccountCalls(
      AccountSettings settings,
      Calls calls,
      CommandRates rates,
      CountedCalls countedCalls,
      Joining joining,
      Registration registration,
      LogIns logIns,
      Credentials credentials,
      IdTokenChecks idTokens,
      CredentialCalls credentialCalls,
      PasswordChanges passwordChanges,
      PasswordResets passwordResets,
      AccessTokens accessTokens,
      BlockedUsers blocks,
      Sessions sessions,
      SessionLists lists,
      IdentityEnd identityEnd,
      InvitationCalls invitations,
      ChatFigures figures) {
    this.settings = settings;
    this.calls = calls;
    this.rates = rates;
    this.countedCalls = countedCalls;
    this.joining = joining;
    this.registration = registration;
    this.logIns = logIns;
    this.credentials = credentials;
    this.idTokens = idTokens;
    this.credentialCalls = credentialCalls;
    this.passwordChanges = passwordChanges;
    this.passwordResets = passwordResets;
    this.accessTokens = accessTokens;
    this.blocks = blocks;
    this.sessions = sessions;
    this.lists = lists;
    this.identityEnd = identityEnd;
    this.invitations = invitations;
    this.figures = figures;
  }

  /** The calls about the credentials of an account. */
  public CredentialCalls credentials() {
    return credentialCalls;
  }

  /** The calls about the invitations of members. */
  public InvitationCalls invitations() {
    return invitations;
  }

  /** Tells the client how it can get an identity. */
  public void getLoginOptions(Caller caller, Consumer<Outcome<GetLoginOptionsResponse>> reply) {
    calls.onCore(
        reply,
        () ->
            reply.accept(
                rates
                    .countFailure(caller.origin())
                    .<Outcome<GetLoginOptionsResponse>>map(Outcome::refused)
                    .orElseGet(
                        () ->
                            Outcome.done(
                                GetLoginOptionsResponse.newBuilder()
                                    .setGuests(settings.guests())
                                    .setRegistration(
                                        settings.registration() == RegistrationPolicy.OPEN)
                                    .setRegistrationByInvitation(
                                        settings.registration() == RegistrationPolicy.INVITE)
                                    .setSecure(caller.secure())
                                    .addAllIssuers(issuers())
                                    .setCertificate(caller.certificate().isAccepted())
                                    .build()))));
  }

  private List<OidcIssuer> issuers() {
    return idTokens.issuer().stream()
        .map(
            issuer ->
                OidcIssuer.newBuilder()
                    .setIssuer(issuer.url())
                    .setClientId(issuer.clientId())
                    .build())
        .toList();
  }

  /** Whether the server allows this registration. Users of the issuer may always register. */
  private boolean mayRegister(RegisterRequest request) {
    return settings.registration() != RegistrationPolicy.OFF
        || (request.getCredential().hasOidcIdToken() && idTokens.issuer().isPresent());
  }

  /** Creates an account or, if the caller is a guest, makes the guest an account. */
  public void register(
      Caller caller, RegisterRequest request, Consumer<Outcome<RegisterResponse>> reply) {
    Consumer<Outcome<SessionGrant>> answer =
        outcome ->
            reply.accept(
                outcome.map(
                    grant ->
                        RegisterResponse.newBuilder()
                            .setJoined(joining.response(grant))
                            .setSession(lists.describe(grant.session(), grant.session()))
                            .build()));
    calls.unlessDraining(
        reply,
        () -> {
          if (!mayRegister(request)) {
            refuse(caller, Refusal.registrationClosed(), reply);
          } else if (!caller.secure()) {
            refuse(caller, Refusal.transportInsecure(), reply);
          } else if (caller.token().isEmpty()) {
            registration.create(
                request,
                caller.claimant(),
                outcome -> answer.accept(joining.afterJoin(caller, outcome)));
          } else {
            calls.authenticate(
                caller,
                reply,
                session ->
                    rates
                        .countJoin(session, caller.origin())
                        .ifPresentOrElse(
                            excess -> reply.accept(Outcome.refused(excess)),
                            () ->
                                registration.promote(
                                    session,
                                    caller.token(),
                                    request,
                                    caller.claimant(),
                                    outcome ->
                                        answer.accept(countWrongInvitationCode(caller, outcome)))));
          }
        });
  }

  /** Counts a wrong invitation code like an invalid token, so that a client cannot guess codes. */
  private Outcome<SessionGrant> countWrongInvitationCode(
      Caller caller, Outcome<SessionGrant> outcome) {
    return outcome instanceof Outcome.Refused<SessionGrant> refused
            && refused.refusal().reason() == ErrorReason.ERROR_REASON_INVITATION_INVALID
        ? calls.countFailure(caller, refused.refusal())
        : outcome;
  }

  /** Opens a session of an account. */
  public void logIn(
      Caller caller, LogInRequest request, Consumer<Outcome<LogInResponse>> clientReply) {
    Consumer<Outcome<LogInResponse>> reply =
        CredentialCalls.loggingWrongCredential(
            caller,
            request.getCredential(),
            outcome -> {
              figures.countLogIn(outcome);
              clientReply.accept(outcome);
            });
    Consumer<Outcome<SessionGrant>> answer =
        outcome ->
            reply.accept(
                outcome.map(
                    grant ->
                        LogInResponse.newBuilder()
                            .setJoined(joining.response(grant))
                            .setSession(lists.describe(grant.session(), grant.session()))
                            .build()));
    calls.unlessDraining(
        reply,
        () -> {
          if (caller.secure()) {
            logIns.logIn(
                request,
                caller.claimant(),
                outcome -> answer.accept(joining.afterJoin(caller, outcome)));
          } else {
            refuse(caller, Refusal.transportInsecure(), reply);
          }
        });
  }

  /** Refuses the call of a stranger, and counts it as a failed call of the caller's address. */
  private <T> void refuse(Caller caller, Refusal refusal, Consumer<Outcome<T>> reply) {
    reply.accept(Outcome.refused(rates.countFailure(caller.origin()).orElse(refusal)));
  }

  /** Sets a new password by a recovery code. A wrong code counts like an invalid token. */
  public void resetPassword(
      Caller caller,
      ResetPasswordRequest request,
      Consumer<Outcome<ResetPasswordResponse>> clientReply) {
    Consumer<Outcome<ResetPasswordResponse>> reply =
        CredentialCalls.loggingWrongCredential(caller, clientReply);
    calls.unlessDraining(
        reply,
        () -> {
          if (!caller.secure()) {
            refuse(caller, Refusal.transportInsecure(), reply);
            return;
          }
          passwordResets.reset(
              request,
              caller.origin(),
              outcome ->
                  outcome.match(
                      account ->
                          reply.accept(Outcome.done(ResetPasswordResponse.getDefaultInstance())),
                      refusal ->
                          reply.accept(
                              refusal.reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED
                                  ? calls.countFailure(caller, refusal)
                                  : Outcome.refused(refusal))));
        });
  }

  /** Ends the caller's session. */
  public void logOut(Caller caller, Consumer<Outcome<LogOutResponse>> reply) {
    countedCalls.ofAccount(
        caller,
        reply,
        session ->
            identityEnd.logOut(
                session,
                outcome ->
                    reply.accept(outcome.map(count -> LogOutResponse.getDefaultInstance()))));
  }

  /** Lists the sessions of the caller's identity. */
  public void listSessions(Caller caller, Consumer<Outcome<ListSessionsResponse>> reply) {
    countedCalls.ofIdentity(
        caller, reply, session -> reply.accept(Outcome.done(lists.sessions(session))));
  }

  /** Ends sessions of the caller's account. */
  public void revokeSession(
      Caller caller, RevokeSessionRequest request, Consumer<Outcome<RevokeSessionResponse>> reply) {
    countedCalls.ofAccount(
        caller,
        reply,
        session ->
            target(request, session)
                .match(
                    isTarget ->
                        sessions.end(
                            session,
                            isTarget,
                            true,
                            record -> {},
                            outcome ->
                                reply.accept(
                                    outcome.map(
                                        count ->
                                            RevokeSessionResponse.newBuilder()
                                                .setRevokedCount(count)
                                                .build()))),
                    refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private static Outcome<Predicate<Session>> target(RevokeSessionRequest request, Session caller) {
    return switch (request.getTargetCase()) {
      case SESSION_ID -> Outcome.done(session -> session.id().equals(request.getSessionId()));
      case ALL_OTHERS ->
          request.getAllOthers()
              ? Outcome.done(session -> session != caller)
              : Outcome.refused(Refusal.argument("all_others", "must be true"));
      case TARGET_NOT_SET ->
          Outcome.refused(
              Refusal.argument("target", "the target is missing, or this server does not know it"));
    };
  }

  /** Changes the password of the caller's account. */
  public void changePassword(
      Caller caller,
      ChangePasswordRequest request,
      Consumer<Outcome<ChangePasswordResponse>> clientReply) {
    credentialCalls.withCredential(
        caller,
        request.getPresent(),
        clientReply,
        (session, reply) ->
            passwordChanges.change(
                session,
                request,
                caller.claimant(),
                outcome ->
                    reply.accept(
                        outcome.map(
                            count ->
                                ChangePasswordResponse.newBuilder()
                                    .setRevokedCount(count)
                                    .build()))));
  }

  /** Creates an access token of the caller's account. */
  public void createAccessToken(
      Caller caller,
      CreateAccessTokenRequest request,
      Consumer<Outcome<CreateAccessTokenResponse>> clientReply) {
    credentialCalls.withCredential(
        caller,
        request.getPresent(),
        clientReply,
        (session, reply) ->
            accessTokens.create(
                session,
                request,
                caller.claimant(),
                outcome ->
                    reply.accept(
                        outcome.map(
                            created ->
                                CreateAccessTokenResponse.newBuilder()
                                    .setToken(created.token())
                                    .setSession(lists.describe(created.session(), session))
                                    .build()))));
  }

  /** Deletes the caller's account. */
  public void deleteAccount(
      Caller caller,
      DeleteAccountRequest request,
      Consumer<Outcome<DeleteAccountResponse>> clientReply) {
    credentialCalls.withCredential(
        caller,
        request.getPresent(),
        clientReply,
        (session, reply) ->
            credentials.ifOwnCredential(
                session,
                request.getPresent(),
                ByteString.EMPTY,
                caller.claimant(),
                reply,
                proof ->
                    identityEnd.end(
                        session.identity(),
                        outcome ->
                            reply.accept(
                                outcome.map(
                                    ended -> DeleteAccountResponse.getDefaultInstance())))));
  }

  /** Blocks a user for the caller's account. */
  public void blockUser(
      Caller caller, BlockUserRequest request, Consumer<Outcome<BlockUserResponse>> reply) {
    command(caller, reply, session -> blocks.block(session, request.getUserId(), reply));
  }

  /** Stops blocking a user for the caller's account. */
  public void unblockUser(
      Caller caller, UnblockUserRequest request, Consumer<Outcome<UnblockUserResponse>> reply) {
    command(caller, reply, session -> blocks.unblock(session, request.getUserId(), reply));
  }

  /** Lists the users that the caller's account blocks. */
  public void listBlockedUsers(Caller caller, Consumer<Outcome<ListBlockedUsersResponse>> reply) {
    command(caller, reply, session -> reply.accept(Outcome.done(blocks.list(session.identity()))));
  }

  /** Authenticates a call that only an account may make, and counts it as a command. */
  private <T> void command(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    calls.onCore(
        reply,
        () ->
            calls.authenticateAndCount(
                caller, reply, session -> CountedCalls.ifAccount(session, reply, action)));
  }
}
