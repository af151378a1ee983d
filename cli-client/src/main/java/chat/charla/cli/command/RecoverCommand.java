package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code charla recover}: sets a new password of an account with a recovery code from the operator,
 * and logs in.
 */
@Command(name = "recover", sortOptions = false)
final class RecoverCommand extends SigningInCommand {
  @Parameters(index = "0", paramLabel = "NAME")
  String name = "";

  @Option(names = "--code-file", paramLabel = "FILE")
  @Nullable Path codeFile;

  @Override
  void run(AccountCalls calls) throws CommandException, CallFailedException, IOException {
    password().requireProtected(calls);
    String code;
    String chosen;
    try (PasswordOptions asking = password()) {
      code = asking.recoveryCode(codeFile);
      chosen = asking.newPassword();
    }
    saveSession(recover(calls, code, chosen), name, calls, "account.recovered");
  }

  /**
   * Sets the password and logs in. A recovery code works once. So if the server has set the
   * password but its answer was lost, the server refuses the repeated call. Therefore this method
   * always tries to log in, and fails only if the server refuses the new password as well.
   */
  private JoinResponse recover(AccountCalls calls, String code, String chosen)
      throws CommandException, CallFailedException, IOException {
    boolean refused = false;
    try {
      calls.resetPassword(name, code, chosen);
    } catch (CallFailedException e) {
      if (!isRefused(e)) {
        throw e;
      }
      refused = true;
    }
    try {
      return calls.logIn(name, AccountCalls.password(chosen), sessionLabel());
    } catch (CallFailedException e) {
      if (refused && isRefused(e)) {
        throw new CommandException(ExitCode.AUTHENTICATION, messages().text("account.wrong-code"));
      }
      throw e;
    }
  }

  private static boolean isRefused(CallFailedException failure) {
    return failure.failure().reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED;
  }
}
