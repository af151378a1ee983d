package chat.charla.server.chat;

import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateInvitationResponse;
import chat.charla.admin.v1.ListInvitationsRequest;
import chat.charla.admin.v1.ListInvitationsResponse;
import chat.charla.admin.v1.RevokeInvitationRequest;
import chat.charla.admin.v1.RevokeInvitationResponse;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.Labels;
import chat.charla.server.account.Lifetimes;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.identity.Ids;
import chat.charla.server.invitation.Invitation;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The operator's calls about invitations. The transport has checked the administration token of
 * each call. As in {@link Chat}, every method returns at once, any thread may call it, and the core
 * calls its reply.
 */
public final class InvitationAdministration {
  private static final int MAX_USES = 1000;
  private static final Duration DEFAULT_LIFETIME = Duration.ofDays(7);
  private static final int DEFAULT_PAGE_SIZE = 100;
  private static final String LIST_NAME = "invitations";
  private static final String REVOKED = "invitation.revoked";

  private final AccountSettings settings;
  private final Calls calls;
  private final Invitations invitations;
  private final InvitationInfos infos;
  private final Audit audit;

  InvitationAdministration(
      AccountSettings settings,
      Calls calls,
      Invitations invitations,
      InvitationInfos infos,
      Audit audit) {
    this.settings = settings;
    this.calls = calls;
    this.invitations = invitations;
    this.infos = infos;
    this.audit = audit;
  }

  /** Creates an invitation. */
  public void create(
      CreateInvitationRequest request, Consumer<Outcome<CreateInvitationResponse>> reply) {
    calls.onCore(
        reply,
        () -> {
          int uses = request.getUses() == 0 ? 1 : request.getUses();
          Duration lifetime =
              request.hasLifetime()
                  ? Duration.ofSeconds(request.getLifetime().getSeconds())
                  : DEFAULT_LIFETIME;
          Optional<Refusal> refusal = refusal(request, uses);
          if (refusal.isPresent()) {
            reply.accept(Outcome.refused(refusal.get()));
            return;
          }
          invitations.create(
              null,
              uses,
              lifetime,
              request.getNote(),
              outcome ->
                  outcome.match(
                      created -> created(created, reply),
                      refused -> reply.accept(Outcome.refused(refused))));
        });
  }

  private Optional<Refusal> refusal(CreateInvitationRequest request, int uses) {
    if (settings.registration() != RegistrationPolicy.INVITE) {
      return Optional.of(Refusal.invitationsNotNeeded());
    }
    if (uses < 1 || uses > MAX_USES) {
      return Optional.of(Refusal.argument("uses", "must be 1 to " + MAX_USES));
    }
    Optional<Refusal> badLifetime =
        request.hasLifetime() ? Lifetimes.refusal(request.getLifetime()) : Optional.empty();
    return badLifetime.or(() -> Labels.refusal("note", request.getNote()));
  }

  private void created(
      Invitations.NewInvitation created, Consumer<Outcome<CreateInvitationResponse>> reply) {
    Invitation invitation = created.invitation();
    Map<String, String> details = new TreeMap<>();
    details.put("uses", Integer.toString(invitation.stored().getUses()));
    details.put(
        "expire_time", Instant.ofEpochSecond(invitations.expirySeconds(invitation)).toString());
    if (!invitation.stored().getNote().isEmpty()) {
      details.put("note", invitation.stored().getNote());
    }
    audit.actedInChat(
        "invitation.created",
        invitation.id(),
        details,
        CreateInvitationResponse.newBuilder()
            .setInvitationCode(created.code())
            .setInvitation(infos.describe(invitation))
            .build(),
        reply);
  }

  /** Lists all invitations. */
  public void list(
      ListInvitationsRequest request, Consumer<Outcome<ListInvitationsResponse>> reply) {
    calls.onCore(reply, () -> reply.accept(list(request)));
  }

  private Outcome<ListInvitationsResponse> list(ListInvitationsRequest request) {
    if (request.getPageSize() < 0) {
      return Outcome.refused(Refusal.argument("page_size", "must not be negative"));
    }
    int requestedSize = request.getPageSize() == 0 ? DEFAULT_PAGE_SIZE : request.getPageSize();
    int size = Math.min(requestedSize, ContractLimits.MAX_PAGE_SIZE);
    return PageTokens.decode(PageTokens.ADMINISTRATORS_KEY, LIST_NAME, request.getPageToken())
        .map(
            after -> {
              Page<chat.charla.admin.v1.InvitationInfo> page =
                  Page.of(invitations.all(), after, size, infos::describeToOperator);
              return ListInvitationsResponse.newBuilder()
                  .addAllInvitations(page.items())
                  .setNextPageToken(
                      PageTokens.encode(PageTokens.ADMINISTRATORS_KEY, LIST_NAME, page.next()))
                  .build();
            });
  }

  /** Revokes an invitation of the operator or of a member. */
  public void revoke(
      RevokeInvitationRequest request, Consumer<Outcome<RevokeInvitationResponse>> reply) {
    calls.onCore(
        reply,
        () -> {
          String id = request.getInvitationId();
          Invitation invitation = invitations.find(id);
          if (invitation != null) {
            revoke(invitation, reply);
          } else if (invitations.isBeingRemoved(id)) {
            reply.accept(Outcome.refused(Refusal.storageUnavailable()));
          } else {
            foundNone(id, reply);
          }
        });
  }

  /** Records the revocation when it is on disk, also if that is after the call was refused. */
  private void revoke(Invitation invitation, Consumer<Outcome<RevokeInvitationResponse>> reply) {
    invitations.revoke(
        invitation,
        durable -> {
          if (durable) {
            revoked(invitation, reply);
          } else {
            reply.accept(Outcome.refused(Refusal.storageUnavailable()));
          }
        },
        () -> revoked(invitation, refusedAlready -> {}));
  }

  private void revoked(Invitation invitation, Consumer<Outcome<RevokeInvitationResponse>> reply) {
    String inviter = invitation.stored().getInviterId();
    audit.actedInChat(
        REVOKED,
        invitation.id(),
        inviter.isEmpty() ? Map.of() : Map.of("inviter", inviter),
        RevokeInvitationResponse.newBuilder().setRevokedCount(1).build(),
        reply);
  }

  /**
   * Records a call for an invitation that does not exist. A text that is no id may be a secret,
   * such as an invitation code that was pasted in its place, so it is not recorded.
   */
  private void foundNone(String id, Consumer<Outcome<RevokeInvitationResponse>> reply) {
    audit.actedInChat(
        REVOKED,
        Ids.isWellFormed(id) ? id : "",
        Audit.UNCHANGED,
        RevokeInvitationResponse.getDefaultInstance(),
        reply);
  }
}
