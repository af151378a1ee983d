package chat.charla.server.chat;

import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.Labels;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.invitation.Invitation;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.CreateInvitationResponse;
import chat.charla.v1.ListInvitationsResponse;
import chat.charla.v1.RevokeInvitationRequest;
import chat.charla.v1.RevokeInvitationResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The calls by which members invite other people. As in {@link Chat}, every method returns at once,
 * any thread may call it, and the core calls its reply.
 */
public final class InvitationCalls {
  /** How long an invitation of a member is valid, and counts for the member's limit. */
  private static final Duration LIFETIME = Duration.ofDays(7);

  /** How old an account must be before it may invite others, unless the operator has invited it. */
  private static final Duration MIN_ACCOUNT_AGE = Duration.ofDays(7);

  private final AccountSettings settings;
  private final CountedCalls countedCalls;
  private final Invitations invitations;
  private final InvitationInfos infos;
  private final InstantSource clock;

  /**
   * Connects the calls with the invitations.
   *
   * @param clock the wall clock
   */
  InvitationCalls(
      AccountSettings settings,
      CountedCalls countedCalls,
      Invitations invitations,
      InvitationInfos infos,
      InstantSource clock) {
    this.settings = settings;
    this.countedCalls = countedCalls;
    this.invitations = invitations;
    this.infos = infos;
    this.clock = clock;
  }

  /** Creates an invitation for one person. */
  public void create(
      Caller caller,
      CreateInvitationRequest request,
      Consumer<Outcome<CreateInvitationResponse>> reply) {
    countedCalls.ofInviter(
        caller,
        reply,
        session ->
            refusal(caller, session, request)
                .ifPresentOrElse(
                    refused -> reply.accept(Outcome.refused(refused)),
                    () ->
                        invitations.create(
                            session.identity(),
                            1,
                            LIFETIME,
                            request.getNote(),
                            outcome ->
                                reply.accept(
                                    outcome.map(
                                        created ->
                                            CreateInvitationResponse.newBuilder()
                                                .setInvitationCode(created.code())
                                                .setInvitation(infos.describe(created.invitation()))
                                                .build())))));
  }

  private Optional<Refusal> refusal(
      Caller caller, Session session, CreateInvitationRequest request) {
    if (settings.registration() != RegistrationPolicy.INVITE) {
      return Optional.of(Refusal.invitationsNotNeeded());
    }
    if (!caller.secure()) {
      return Optional.of(Refusal.transportInsecure());
    }
    int maxInvitations = maxInvitations(session.identity());
    return Labels.refusal("note", request.getNote())
        .or(
            () ->
                invitations.count(session.identity()) < maxInvitations
                    ? Optional.empty()
                    : Optional.of(Refusal.tooManyInvitations(maxInvitations)));
  }

  /** How many invitations the member may have now. */
  private int maxInvitations(Identity member) {
    StoredAccount account = member.record().value().getAccount();
    boolean invitedByOperator =
        account.hasInvitation() && account.getInvitation().getInviterId().isEmpty();
    boolean tooNew = clock.millis() - account.getCreateMillis() < MIN_ACCOUNT_AGE.toMillis();
    return tooNew && !invitedByOperator ? 0 : settings.invitationsPerMember();
  }

  /** Lists the caller's invitations. */
  public void list(Caller caller, Consumer<Outcome<ListInvitationsResponse>> reply) {
    countedCalls.ofInviter(
        caller,
        reply,
        session ->
            reply.accept(
                Outcome.done(
                    ListInvitationsResponse.newBuilder()
                        .addAllInvitations(
                            invitations.of(session.identity()).stream()
                                .map(infos::describe)
                                .toList())
                        .setMaxInvitations(maxInvitations(session.identity()))
                        .build())));
  }

  /** Revokes an invitation of the caller. A used-up invitation stays, because it still counts. */
  public void revoke(
      Caller caller,
      RevokeInvitationRequest request,
      Consumer<Outcome<RevokeInvitationResponse>> reply) {
    countedCalls.ofInviter(
        caller,
        reply,
        session -> {
          Invitation invitation = invitations.find(request.getInvitationId());
          boolean own =
              invitation != null
                  && invitation.stored().getInviterId().equals(session.identity().id());
          if (invitation == null || !own || invitation.mayBeUsedUp()) {
            reply.accept(
                invitations.isBeingRemoved(request.getInvitationId())
                    ? Outcome.refused(Refusal.storageUnavailable())
                    : Outcome.done(RevokeInvitationResponse.getDefaultInstance()));
            return;
          }
          invitations.revoke(
              invitation,
              durable ->
                  reply.accept(
                      durable
                          ? Outcome.done(
                              RevokeInvitationResponse.newBuilder().setRevokedCount(1).build())
                          : Outcome.refused(Refusal.storageUnavailable())),
              () -> {});
        });
  }
}
