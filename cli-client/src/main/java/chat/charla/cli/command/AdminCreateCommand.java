package chat.charla.cli.command;

import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.RecoveryCode;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code charla admin create}: creates an account, and prints its recovery code. */
@Command(name = "create", sortOptions = false)
final class AdminCreateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME")
  private String name = "";

  @Mixin private AdminOptions admin;
  @Mixin private ServerOptions server;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    CreateAccountRequest request = CreateAccountRequest.newBuilder().setName(name).build();
    try (AdminConnection connection = admin.open(server)) {
      CreateAccountResponse created = connection.call(calls -> calls.createAccount(request));
      RecoveryCode code = created.getRecoveryCode();
      Invocation invocation = Invocation.of(spec);
      invocation.context().out().println(Sanitizer.line(code.getCode()));
      String told =
          invocation
              .messages()
              .text(
                  "admin.created",
                  AdminTexts.of(created.getAccount(), invocation.messages()),
                  AdminTexts.time(code.getExpireTime()));
      invocation.context().err().println(told);
    }
    return ExitCode.DONE;
  }
}
