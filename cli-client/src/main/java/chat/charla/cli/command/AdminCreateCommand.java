package chat.charla.cli.command;

import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.RecoveryCode;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla admin create}: creates an account, and prints its recovery code. */
@Command(name = "create", sortOptions = false)
final class AdminCreateCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "NAME")
  private String name = "";

  @Override
  void run(AdminConnection connection) throws CallFailedException {
    CreateAccountRequest request = CreateAccountRequest.newBuilder().setName(name).build();
    CreateAccountResponse created = connection.call(calls -> calls.createAccount(request));
    RecoveryCode code = created.getRecoveryCode();
    print(Sanitizer.line(code.getCode()));
    tell(
        "admin.created",
        AdminTexts.of(created.getAccount(), messages()),
        AdminTexts.time(code.getExpireTime()));
  }
}
