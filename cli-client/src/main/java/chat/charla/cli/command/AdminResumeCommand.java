package chat.charla.cli.command;

import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.ResumeAccountResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla admin resume}: ends the suspension of an account. */
@Command(name = "resume", sortOptions = false)
final class AdminResumeCommand extends AdminUserCommand {
  @Option(names = "--with-invitees", order = OWN_OPTION)
  private boolean withInvitees;

  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    ResumeAccountRequest request =
        ResumeAccountRequest.newBuilder().setUserId(userId).setWithInvitees(withInvitees).build();
    ResumeAccountResponse resumed = connection.call(calls -> calls.resumeAccount(request));
    print(AdminTexts.of(resumed.getAccount(), messages()));
    if (withInvitees) {
      tell("admin.invitees-resumed", resumed.getInviteeCount());
    }
  }
}
