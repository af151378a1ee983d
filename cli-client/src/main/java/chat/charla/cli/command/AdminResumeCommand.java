package chat.charla.cli.command;

import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.ResumeAccountResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import picocli.CommandLine.Command;

/** {@code charla admin resume}: ends the suspension of an account. */
@Command(name = "resume", sortOptions = false)
final class AdminResumeCommand extends AdminUserCommand {
  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    ResumeAccountRequest request = ResumeAccountRequest.newBuilder().setUserId(userId).build();
    ResumeAccountResponse resumed = connection.call(calls -> calls.resumeAccount(request));
    print(AdminTexts.of(resumed.getAccount(), messages()));
  }
}
