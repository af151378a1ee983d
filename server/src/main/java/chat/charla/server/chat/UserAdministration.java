package chat.charla.server.chat;

import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.CreateRecoveryCodeResponse;
import chat.charla.admin.v1.DeleteUserRequest;
import chat.charla.admin.v1.DeleteUserResponse;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.ListAccountsResponse;
import chat.charla.admin.v1.ListUserSessionsRequest;
import chat.charla.admin.v1.ListUserSessionsResponse;
import chat.charla.admin.v1.RecoveryCode;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.RenameUserResponse;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.ResumeAccountResponse;
import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.RevokeUserSessionsResponse;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.server.account.RecoveryCodes;
import chat.charla.server.identity.Admission;
import chat.charla.server.identity.AdmissionCheck;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.IdentityRequest;
import chat.charla.server.identity.RequestId;
import chat.charla.server.identity.Sessions;
import chat.charla.server.identity.Sessions.EndReason;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredInvitationUse;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The operator's calls about accounts and guests. The transport has checked the administration
 * token of each call. As in {@link Chat}, every method returns at once, any thread may call it, and
 * the core calls its reply.
 */
public final class UserAdministration {
  private static final int DEFAULT_PAGE_SIZE = 100;
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final Calls calls;
  private final Identities identities;
  private final Admission admission;
  private final Sessions sessions;
  private final SessionLists sessionLists;
  private final IdentityEnd identityEnd;
  private final RecoveryCodes codes;
  private final AccountInfos infos;
  private final Suspensions suspensions;
  private final AccountResumptions accountResumptions;
  private final Audit audit;
  private final Scheduler core;
  private final InstantSource clock;
  private final RandomGenerator random;

  UserAdministration(
      Calls calls,
      Identities identities,
      Admission admission,
      Sessions sessions,
      SessionLists sessionLists,
      IdentityEnd identityEnd,
      RecoveryCodes codes,
      AccountInfos infos,
      Suspensions suspensions,
      AccountResumptions accountResumptions,
      Audit audit,
      ChatEnvironment environment) {
    this.calls = calls;
    this.identities = identities;
    this.admission = admission;
    this.sessions = sessions;
    this.sessionLists = sessionLists;
    this.identityEnd = identityEnd;
    this.codes = codes;
    this.infos = infos;
    this.suspensions = suspensions;
    this.accountResumptions = accountResumptions;
    this.audit = audit;
    this.core = environment.core();
    this.clock = environment.clock();
    this.random = environment.random();
  }

  /** Lists accounts and, if the request asks for them, guests. */
  public void list(ListAccountsRequest request, Consumer<Outcome<ListAccountsResponse>> reply) {
    calls.onCore(reply, () -> reply.accept(list(request)));
  }

  private Outcome<ListAccountsResponse> list(ListAccountsRequest request) {
    if (request.getPageSize() < 0) {
      return Outcome.refused(Refusal.argument("page_size", "must not be negative"));
    }
    int requestedSize = request.getPageSize() == 0 ? DEFAULT_PAGE_SIZE : request.getPageSize();
    int size = Math.min(requestedSize, ContractLimits.MAX_PAGE_SIZE);
    String list =
        "accounts %s %s %s"
            .formatted(request.getGuests(), request.getInvitedById(), request.getName());
    return PageTokens.decode(PageTokens.ADMINISTRATORS_KEY, list, request.getPageToken())
        .map(
            after -> {
              // Find one account more than the page has, to see whether there is a next page.
              List<Identity> found = find(request, after, size + 1);
              List<Identity> page = found.subList(0, Math.min(size, found.size()));
              String next = found.size() > size ? page.get(size - 1).id() : "";
              return ListAccountsResponse.newBuilder()
                  .addAllAccounts(page.stream().map(infos::describe).toList())
                  .setNextPageToken(PageTokens.encode(PageTokens.ADMINISTRATORS_KEY, list, next))
                  .build();
            });
  }

  private List<Identity> find(ListAccountsRequest request, String after, int max) {
    Predicate<Identity> wanted = identity -> isWanted(identity, request);
    if (request.getName().isEmpty()) {
      return identities.list(after, wanted, max);
    }
    Identity named = identities.byName(request.getName());
    return named != null && wanted.test(named) ? List.of(named) : List.of();
  }

  private static boolean isWanted(Identity identity, ListAccountsRequest request) {
    String inviter = request.getInvitedById();
    return (request.getGuests() || identity.isAccount())
        && (inviter.isEmpty()
            || inviter.equals(
                identity.record().value().getAccount().getInvitation().getInviterId()));
  }

  /** Creates an account with a recovery code and without a password. */
  public void create(CreateAccountRequest request, Consumer<Outcome<CreateAccountResponse>> reply) {
    calls.unlessDraining(
        reply,
        () ->
            RequestId.of("", RequestId.Call.REGISTER, random)
                .match(
                    id -> create(request.getName(), id, reply),
                    refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private void create(String name, RequestId id, Consumer<Outcome<CreateAccountResponse>> reply) {
    RecoveryCodes.RecoveryCode code = codes.generate();
    StoredAccount account =
        code.store(
                StoredAccount.newBuilder()
                    .setCreateMillis(clock.millis())
                    .setInvitation(StoredInvitationUse.getDefaultInstance()))
            .build();
    admission.create(
        new IdentityRequest(name, id, "", account, AdmissionCheck.ALL),
        Origin.EXEMPT,
        outcome ->
            outcome.match(
                created ->
                    endFirstSession(
                        created.session(),
                        ended -> created(created.identity(), code, ended, reply)),
                refusal -> reply.accept(Outcome.refused(refusal))));
  }

  /**
   * Ends the first session of a new account. No client has the token of that session. If ending it
   * fails, tries again later.
   *
   * @param reply gets the outcome of the first attempt
   */
  private void endFirstSession(Session session, Consumer<Outcome<Integer>> reply) {
    sessions.end(
        session,
        each -> each == session,
        false,
        record -> {},
        outcome -> {
          reply.accept(outcome);
          boolean failed =
              outcome instanceof Outcome.Refused<Integer> refused
                  && refused.refusal().reason() == ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;
          if (failed && !session.identity().ended()) {
            core.schedule(RETRY_DELAY, () -> endFirstSession(session, ignored -> {}));
          }
        });
  }

  /**
   * Answers the call when the account exists.
   *
   * @param ended the outcome of ending its first session
   */
  private void created(
      Identity account,
      RecoveryCodes.RecoveryCode code,
      Outcome<Integer> ended,
      Consumer<Outcome<CreateAccountResponse>> reply) {
    CreateAccountResponse response =
        CreateAccountResponse.newBuilder()
            .setAccount(infos.describe(account))
            .setRecoveryCode(describe(code))
            .build();
    answer(
        "account.created",
        account,
        Map.of(),
        response,
        recorded -> reply.accept(ended.then(count -> recorded)));
  }

  /** Suspends an account, and ends its sessions. */
  public void suspend(
      SuspendAccountRequest request, Consumer<Outcome<SuspendAccountResponse>> reply) {
    withAccount(
        request.getUserId(), reply, account -> suspensions.suspend(account, request, reply));
  }

  /** Ends the suspension of an account. */
  public void resume(ResumeAccountRequest request, Consumer<Outcome<ResumeAccountResponse>> reply) {
    withAccount(
        request.getUserId(), reply, account -> accountResumptions.resume(account, request, reply));
  }

  /** Gives an identity another name. */
  public void rename(RenameUserRequest request, Consumer<Outcome<RenameUserResponse>> reply) {
    withUser(
        request.getUserId(),
        reply,
        identity ->
            admission.rename(
                identity,
                request.getName(),
                outcome ->
                    outcome.match(
                        previous -> renamed(identity, previous, reply),
                        refusal ->
                            // The user was deleted while the name was being stored.
                            reply.accept(
                                Outcome.refused(
                                    identity.ended() ? UnknownUser.refusal() : refusal)))));
  }

  private void renamed(
      Identity identity, String previous, Consumer<Outcome<RenameUserResponse>> reply) {
    RenameUserResponse response =
        RenameUserResponse.newBuilder().setAccount(infos.describe(identity)).build();
    answer("user.renamed", identity, Map.of("previous_name", previous), response, reply);
  }

  /** Makes a recovery code of an account. */
  public void createRecoveryCode(
      CreateRecoveryCodeRequest request, Consumer<Outcome<CreateRecoveryCodeResponse>> reply) {
    withAccount(
        request.getUserId(),
        reply,
        account -> {
          RecoveryCodes.RecoveryCode code = codes.generate();
          AccountChange.store(
              account,
              record -> code.store(record.getAccountBuilder()),
              reply,
              () ->
                  answer(
                      "account.recovery_code_created",
                      account,
                      Map.of(),
                      CreateRecoveryCodeResponse.newBuilder()
                          .setRecoveryCode(describe(code))
                          .build(),
                      reply));
        });
  }

  private static RecoveryCode describe(RecoveryCodes.RecoveryCode code) {
    return RecoveryCode.newBuilder()
        .setCode(code.code())
        .setExpireTime(AccountInfos.time(code.expireMillis()))
        .build();
  }

  /** Lists the sessions of an identity. */
  public void listSessions(
      ListUserSessionsRequest request, Consumer<Outcome<ListUserSessionsResponse>> reply) {
    withUser(
        request.getUserId(),
        reply,
        identity ->
            reply.accept(
                Outcome.done(
                    ListUserSessionsResponse.newBuilder()
                        .addAllSessions(sessionLists.list(identity, null))
                        .build())));
  }

  /** Revokes sessions of an account. */
  public void revokeSessions(
      RevokeUserSessionsRequest request, Consumer<Outcome<RevokeUserSessionsResponse>> reply) {
    withAccount(
        request.getUserId(),
        reply,
        account ->
            target(request)
                .match(
                    isTarget -> revoke(account, isTarget, reply),
                    refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private void revoke(
      Identity account,
      Predicate<Session> isTarget,
      Consumer<Outcome<RevokeUserSessionsResponse>> reply) {
    sessions.end(
        account,
        () -> UnknownUser.ifDeleted(account),
        isTarget,
        EndReason.REVOKED,
        record -> {},
        ifDone(
            reply,
            count ->
                answer(
                    "account.sessions_revoked",
                    account,
                    Map.of("count", Integer.toString(count)),
                    RevokeUserSessionsResponse.newBuilder().setRevokedCount(count).build(),
                    reply)));
  }

  private static Outcome<Predicate<Session>> target(RevokeUserSessionsRequest request) {
    return switch (request.getTargetCase()) {
      case SESSION_ID -> Outcome.done(session -> session.id().equals(request.getSessionId()));
      case ALL ->
          request.getAll()
              ? Outcome.done(session -> true)
              : Outcome.refused(Refusal.argument("all", "must be true"));
      case TARGET_NOT_SET ->
          Outcome.refused(
              Refusal.argument("target", "the target is missing, or this server does not know it"));
    };
  }

  /** Deletes an identity. */
  public void delete(DeleteUserRequest request, Consumer<Outcome<DeleteUserResponse>> reply) {
    withUser(
        request.getUserId(),
        reply,
        identity ->
            identityEnd.endByOperator(
                identity,
                ifDone(
                    reply,
                    ended ->
                        answer(
                            "user.deleted",
                            identity,
                            Map.of(),
                            DeleteUserResponse.getDefaultInstance(),
                            reply))));
  }

  /** Passes the result of a step to the next step. If the step was refused, refuses the call. */
  private static <S, T> Consumer<Outcome<S>> ifDone(Consumer<Outcome<T>> reply, Consumer<S> next) {
    return outcome -> outcome.match(next, refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /** Records the action, and then answers the call. */
  private <T> void answer(
      String action,
      Identity target,
      Map<String, String> details,
      T answer,
      Consumer<Outcome<T>> reply) {
    Map<String, String> all = new TreeMap<>(details);
    all.put("name", target.user().getName());
    audit.actedInChat(action, target.id(), all, answer, reply);
  }

  private <T> void withAccount(
      String userId, Consumer<Outcome<T>> reply, Consumer<Identity> action) {
    withUser(
        userId,
        reply,
        identity -> {
          if (identity.isAccount()) {
            action.accept(identity);
          } else {
            reply.accept(Outcome.refused(Refusal.accountRequired()));
          }
        });
  }

  private <T> void withUser(String userId, Consumer<Outcome<T>> reply, Consumer<Identity> action) {
    calls.onCore(
        reply,
        () -> {
          Identity identity = identities.byId(userId);
          if (identity == null) {
            reply.accept(Outcome.refused(UnknownUser.refusal()));
          } else {
            action.accept(identity);
          }
        });
  }
}
