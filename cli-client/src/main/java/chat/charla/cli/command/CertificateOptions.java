package chat.charla.cli.command;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Credential;
import chat.charla.v1.GetLoginOptionsResponse;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The option {@code --certificate}: the user logs in, or confirms a change, with the certificate of
 * {@code --cert} instead of a password.
 */
final class CertificateOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--certificate")
  boolean used;

  /** Refuses the option together with a password file or {@code --issuer}. */
  void check(PasswordOptions password, IssuerOptions issuer) {
    if (used && (password.file != null || issuer.used)) {
      throw new ParameterException(command.commandLine(), messages().text("usage.one-proof"));
    }
  }

  /**
   * The credential that confirms a change of the account: the certificate if the option is set,
   * otherwise the credential that {@link IssuerOptions#confirmation} returns.
   */
  Credential confirmation(
      GetLoginOptionsResponse options,
      ServerOptions server,
      IssuerOptions issuer,
      PasswordOptions password)
      throws CommandException, IOException {
    return used ? credential(options, server) : issuer.confirmation(options, server, password);
  }

  /** The certificate of the connection, as a credential. */
  Credential credential(GetLoginOptionsResponse options, ServerOptions server)
      throws CommandException {
    if (server.certificate == null) {
      throw new ParameterException(command.commandLine(), messages().text("usage.no-cert"));
    }
    if (!options.getCertificate()) {
      String where = Sanitizer.line(server.address().toString());
      throw new CommandException(ExitCode.REFUSED, messages().text("credential.no-cert", where));
    }
    return Credential.newBuilder().setClientCertificate(true).build();
  }

  private Messages messages() {
    return Invocation.of(command).messages();
  }
}
