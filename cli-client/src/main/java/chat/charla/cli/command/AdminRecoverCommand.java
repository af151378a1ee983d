package chat.charla.cli.command;

import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.RecoveryCode;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import picocli.CommandLine.Command;

/** {@code charla admin recover}: makes a recovery code for the owner of an account. */
@Command(name = "recover", sortOptions = false)
final class AdminRecoverCommand extends AdminUserCommand {
  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    CreateRecoveryCodeRequest request =
        CreateRecoveryCodeRequest.newBuilder().setUserId(userId).build();
    RecoveryCode code =
        connection.call(calls -> calls.createRecoveryCode(request)).getRecoveryCode();
    print(Sanitizer.line(code.getCode()));
    tell("admin.recovery-code", AdminTexts.time(code.getExpireTime()));
  }
}
