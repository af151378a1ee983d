package chat.charla.cli.command;

import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateInvitationResponse;
import chat.charla.admin.v1.InvitationInfo;
import chat.charla.admin.v1.ListInvitationsRequest;
import chat.charla.admin.v1.ListInvitationsResponse;
import chat.charla.admin.v1.RevokeInvitationRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code charla admin invite}: creates an invitation and prints its code, or lists or revokes
 * invitations.
 */
@Command(name = "invite", sortOptions = false)
final class AdminInviteCommand extends OperatorCommand {
  private static final int PAGE = 200;

  @Option(names = "--uses", order = OWN_OPTION, paramLabel = "N")
  private int uses = 1;

  @Option(
      names = "--for",
      order = OWN_OPTION,
      paramLabel = "DURATION",
      converter = DurationConverter.class)
  private @Nullable Duration lifetime;

  @Option(names = "--note", order = OWN_OPTION, paramLabel = "TEXT")
  private String note = "";

  @ArgGroup(order = OWN_OPTION)
  private @Nullable Existing existing;

  /** What to do with existing invitations. */
  static final class Existing {
    @Option(names = "--list", order = OWN_OPTION)
    boolean list;

    @Option(names = "--revoke", order = OWN_OPTION, paramLabel = "ID")
    @Nullable String id;
  }

  @Override
  void run(AdminConnection connection) throws CommandException, CallFailedException {
    if (existing == null) {
      create(connection);
    } else if (existing.id == null) {
      list(connection);
    } else {
      String id = existing.id;
      RevokeInvitationRequest request =
          RevokeInvitationRequest.newBuilder().setInvitationId(id).build();
      int revoked = connection.call(calls -> calls.revokeInvitation(request)).getRevokedCount();
      invocation().context().err().println(messages().counted("invite.revoked", revoked));
    }
  }

  private void create(AdminConnection connection) throws CommandException, CallFailedException {
    CreateInvitationRequest.Builder request =
        CreateInvitationRequest.newBuilder().setUses(uses).setNote(note);
    if (lifetime != null) {
      request.setLifetime(DurationConverter.toProto(lifetime));
    }
    CreateInvitationResponse created;
    try {
      created = connection.call(calls -> calls.createInvitation(request.build()));
    } catch (CallFailedException e) {
      if (e.failure().reason() == ErrorReason.ERROR_REASON_REGISTRATION_CLOSED) {
        throw new CommandException(ExitCode.REFUSED, messages().text("admin.no-invitations"));
      }
      throw e;
    }
    print(Sanitizer.line(created.getInvitationCode()));
    tell(
        "admin.invitation-created",
        created.getInvitation().getUses(),
        AdminTexts.time(created.getInvitation().getExpireTime()));
  }

  private void list(AdminConnection connection) throws CallFailedException {
    ListInvitationsRequest.Builder request = ListInvitationsRequest.newBuilder().setPageSize(PAGE);
    do {
      ListInvitationsResponse page =
          connection.call(calls -> calls.listInvitations(request.build()));
      for (InvitationInfo info : page.getInvitationsList()) {
        print(AdminTexts.of(info, messages()));
      }
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
  }
}
