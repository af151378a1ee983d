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
    CallFailedException refusal = resetPassword(calls, code, chosen);
    // Log in also after a refusal. A code works once, and an earlier attempt, of this command or of
    // one before, may have used it and set the password.
    JoinResponse joined = logIn(calls, chosen, refusal != null);
    boolean before = refusal != null && !refusal.isOutcomeUnknown();
    saveSession(joined, name, calls, before ? "account.recovered-before" : "account.recovered");
  }

  /** Sets the password. Returns null, or the exception if the server has refused the code. */
  private @Nullable CallFailedException resetPassword(
      AccountCalls calls, String code, String chosen) throws CallFailedException, IOException {
    try {
      calls.resetPassword(name, code, chosen);
      return null;
    } catch (CallFailedException e) {
      if (!isRefused(e)) {
        throw e;
      }
      return e;
    }
  }

  private JoinResponse logIn(AccountCalls calls, String chosen, boolean refused)
      throws CommandException, CallFailedException, IOException {
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
