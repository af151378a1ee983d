package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Credential;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.GetLoginOptionsResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code charla credentials add}: adds a credential to an account. */
@Command(name = "add", sortOptions = false)
final class CredentialsAddCommand extends CredentialCommand {
  /** What can be added. */
  enum Kind {
    CERTIFICATE,
    ISSUER,
    PASSWORD
  }

  @Parameters(index = "0", paramLabel = "KIND")
  Kind kind = Kind.CERTIFICATE;

  @Option(names = "--new-password-file", paramLabel = "FILE")
  @Nullable Path newPasswordFile;

  @Override
  void run(
      AccountCalls calls,
      StoredAccount account,
      GetLoginOptionsResponse options,
      Credential confirmation)
      throws CommandException, CallFailedException, IOException {
    CredentialInfo added = calls.addCredential(account.token(), confirmation, added(options));
    tell(
        messages()
            .text(
                "credential.added",
                Sanitizer.line(added.getId()),
                Sanitizer.line(account.name()),
                where()));
  }

  private Credential added(GetLoginOptionsResponse options) throws CommandException, IOException {
    return switch (kind) {
      case CERTIFICATE -> certificate().credential(options, server());
      case ISSUER -> issuer().idToken(options, server()).credential();
      case PASSWORD -> {
        try (PasswordOptions asking = password()) {
          yield AccountCalls.password(asking.newPassword(newPasswordFile, "--new-password-file"));
        }
      }
    };
  }
}
