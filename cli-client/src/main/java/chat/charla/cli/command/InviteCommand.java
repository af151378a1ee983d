package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.CreateInvitationResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code charla invite}: creates an invitation for one account and prints its code, or lists or
 * revokes invitations.
 */
@Command(name = "invite", sortOptions = false)
final class InviteCommand extends LoggedInCommand {
  @Option(names = "--note", paramLabel = "TEXT")
  private String note = "";

  @ArgGroup private @Nullable Existing existing;
  @Mixin private OutputOptions format;

  /** What to do with existing invitations. */
  static final class Existing {
    @Option(names = "--list")
    boolean list;

    @Option(names = "--revoke", paramLabel = "ID")
    @Nullable String id;
  }

  @Override
  void run(AccountCalls calls, StoredAccount account) throws CallFailedException, IOException {
    String token = account.token();
    if (existing == null) {
      CreateInvitationResponse created = calls.invite(token, note);
      invocation().context().out().println(Sanitizer.line(created.getInvitationCode()));
      tell(
          messages()
              .text(
                  "invite.created",
                  where(),
                  AdminTexts.time(created.getInvitation().getExpireTime())));
    } else if (existing.id == null) {
      Output output = format.open();
      calls.invitations(token).forEach(output::invitation);
    } else {
      tell(messages().counted("invite.revoked", calls.revokeInvitation(token, existing.id)));
    }
  }
}
