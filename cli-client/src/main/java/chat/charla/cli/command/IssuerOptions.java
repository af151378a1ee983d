package chat.charla.cli.command;

import chat.charla.cli.oidc.IssuerFailures;
import chat.charla.cli.oidc.JdkIssuerHttp;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.oidc.DeviceFlow;
import chat.charla.client.oidc.IdToken;
import chat.charla.client.oidc.IssuerException;
import chat.charla.client.oidc.Verification;
import chat.charla.client.oidc.Waiting;
import chat.charla.v1.Credential;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.OidcIssuer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The option {@code --issuer}: the user logs in, or confirms a change, at the issuer that the
 * server names, instead of with a password.
 */
final class IssuerOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--issuer")
  boolean used;

  /** Refuses the option together with a password file. */
  void check(PasswordOptions password) {
    if (used && password.file != null) {
      throw new ParameterException(
          command.commandLine(), messages().text("usage.issuer-and-password"));
    }
  }

  /**
   * The credential that confirms a change of the account: a log-in at the issuer if the option is
   * set, otherwise the password.
   */
  Credential confirmation(
      GetLoginOptionsResponse options, ServerOptions server, PasswordOptions password)
      throws CommandException, IOException {
    if (used) {
      return idToken(options, server).credential();
    }
    try (PasswordOptions asking = password) {
      return AccountCalls.password(asking.currentPassword());
    }
  }

  /** Lets the user log in at the issuer, with a browser. Waits until the user has done so. */
  IdToken idToken(GetLoginOptionsResponse options, ServerOptions server)
      throws CommandException, InterruptedIOException {
    if (options.getIssuersCount() == 0) {
      String where = Sanitizer.line(server.address().toString());
      throw new CommandException(ExitCode.REFUSED, messages().text("issuer.not-used", where));
    }
    OidcIssuer issuer = options.getIssuers(0);
    boolean local = server.isThisMachine(server.address());
    try {
      return new DeviceFlow(new JdkIssuerHttp(), Waiting.REAL).logIn(issuer, local, this::show);
    } catch (IssuerException e) {
      throw new CommandException(exitCode(e.reason()), IssuerFailures.explain(e, messages()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the user logs in at the issuer");
    }
  }

  private void show(Verification page) {
    PrintStream err = Invocation.of(command).context().err();
    err.println(messages().text("issuer.open"));
    err.println("  " + Sanitizer.line(page.url()));
    err.println(messages().counted("issuer.enter", Math.max(1, page.validity().toMinutes())));
    err.println("  " + Sanitizer.line(page.code()));
    String complete = page.completeUrl();
    if (complete != null) {
      err.println(messages().text("issuer.or-open"));
      err.println("  " + Sanitizer.line(complete));
    }
  }

  private static int exitCode(IssuerException.Reason reason) {
    return switch (reason) {
      case UNREACHABLE, EXPIRED -> ExitCode.UNREACHABLE;
      case DENIED -> ExitCode.AUTHENTICATION;
      case NOT_AN_ISSUER, UNSAFE, NO_DEVICE_FLOW, REFUSED, INVALID_ANSWER -> ExitCode.FAILED;
    };
  }

  private Messages messages() {
    return Invocation.of(command).messages();
  }
}
