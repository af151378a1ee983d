package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.JoinResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command that creates an account: always, or if the user has none yet. Instead of a password,
 * the user may use an issuer or a certificate.
 */
abstract class RegisteringCommand extends SigningInCommand {
  @Mixin private IssuerOptions issuer;
  @Mixin private CertificateOptions certificate;

  @Option(names = "--invitation-file", paramLabel = "FILE")
  private @Nullable Path invitationFile;

  final IssuerOptions issuer() {
    return issuer;
  }

  final CertificateOptions certificate() {
    return certificate;
  }

  @Override
  final void check() throws CommandException, IOException {
    issuer.check(password());
    certificate.check(password(), issuer);
    super.check();
  }

  /** An invitation code, which the user types unless it is in a file; empty if none is needed. */
  final String invitationCode(GetLoginOptionsResponse options)
      throws CommandException, IOException {
    if (!options.getRegistrationByInvitation()) {
      return "";
    }
    try (PasswordOptions asking = password()) {
      return asking.invitationCode(invitationFile);
    }
  }

  /**
   * Creates an account of this name, and saves its first session.
   *
   * @param code an invitation code; empty if none is needed
   */
  final void register(String name, Credential credential, String code, AccountCalls calls)
      throws CommandException, CallFailedException, IOException {
    JoinResponse joined;
    try {
      joined = calls.register(name, credential, sessionLabel(), code);
    } catch (CallFailedException e) {
      if (e.isOutcomeUnknown()) {
        String login =
            credential.hasOidcIdToken()
                ? "--issuer"
                : credential.hasClientCertificate() ? "--certificate" : Sanitizer.line(name);
        tell(messages().text("account.register-unknown", login));
      }
      throw refused(e, credential);
    }
    try {
      saveSession(joined, name, calls, "account.registered");
    } catch (IOException e) {
      tell(messages().text("account.registered-only", Sanitizer.line(name), where()));
      throw e;
    }
  }

  /**
   * Returns the failure unchanged, or throws an error that explains that the server does not accept
   * the id token.
   */
  final CallFailedException refused(CallFailedException failure, Credential credential)
      throws CommandException {
    if (credential.hasOidcIdToken()
        && failure.failure().reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED) {
      throw new CommandException(ExitCode.AUTHENTICATION, messages().text("issuer.not-accepted"));
    }
    return failure;
  }
}
