package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.ScopeNames;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code charla token create}: creates an access token, with which a program acts as the account.
 * Prints the token, or saves it in a new file that only the user can read. The token cannot be
 * shown again.
 */
@Command(name = "create", sortOptions = false)
final class TokenCreateCommand extends LoggedInCommand {
  @Option(
      names = "--scope",
      paramLabel = "read|write|moderate|account",
      required = true,
      converter = TokenScopes.Converter.class)
  TokenScopes scopes = new TokenScopes(List.of());

  @Option(names = "--label", paramLabel = "LABEL")
  String label = "";

  @Option(names = "--lifetime", paramLabel = "DURATION", converter = DurationConverter.class)
  @Nullable Duration lifetime;

  @Option(names = "--token-file", paramLabel = "FILE")
  @Nullable Path file;

  @Mixin private PasswordOptions password;
  @Mixin private IssuerOptions issuer;
  @Mixin private CertificateOptions certificate;

  @Override
  void check() throws CommandException, IOException {
    super.check();
    issuer.check(password);
    certificate.check(password, issuer);
    password.requireProtected(server());
    if (file != null && new TokenFile(file).exists()) {
      throw new CommandException(ExitCode.FAILED, messages().text("token.exists", shown(file)));
    }
  }

  @Override
  void run(AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException {
    GetLoginOptionsResponse options = password.requireProtected(calls);
    Credential confirmation = certificate.confirmation(options, server(), issuer, password);
    CreateAccessTokenRequest.Builder wanted = CreateAccessTokenRequest.newBuilder().setLabel(label);
    wanted.addAllScopes(scopes.all());
    if (lifetime != null) {
      wanted.setLifetime(DurationConverter.toProto(lifetime));
    }
    CreateAccessTokenResponse created;
    try {
      created = calls.createAccessToken(account.token(), confirmation, wanted);
    } catch (CallFailedException e) {
      if (e.isOutcomeUnknown()) {
        tell(messages().text("token.unknown"));
      }
      throw e;
    }
    printOrSave(created, calls, account);
  }

  /** Prints or saves the token. If the token cannot be saved, revokes it. */
  private void printOrSave(
      CreateAccessTokenResponse created, AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException {
    String token = created.getToken();
    if (!TokenFile.isToken(token)) {
      throw new CommandException(ExitCode.FAILED, messages().text("account.no-token", where()));
    }
    Session session = created.getSession();
    if (file == null) {
      invocation().context().out().println(token);
    } else {
      try {
        new TokenFile(file).create(token);
      } catch (IOException e) {
        calls.revoke(account.token(), session.getId());
        throw e;
      }
    }
    tell(
        messages()
            .text(
                "token.created",
                Sanitizer.line(session.getId()),
                Sanitizer.line(account.name()),
                String.join(", ", ScopeNames.of(session.getScopesList())),
                AdminTexts.time(session.getExpireTime())));
    tell(
        file == null
            ? messages().text("token.shown-once")
            : messages().text("token.saved", shown(file)));
  }

  private static String shown(Path path) {
    return Sanitizer.line(path.toString());
  }
}
