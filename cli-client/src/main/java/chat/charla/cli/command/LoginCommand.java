package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.oidc.IdToken;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.JoinResponse;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla login}: opens a session of an account, which later commands use. */
@Command(name = "login", sortOptions = false)
final class LoginCommand extends RegisteringCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME")
  String name = "";

  @Override
  void run(AccountCalls calls) throws CommandException, CallFailedException, IOException {
    if (certificate().used) {
      logInByCertificate(calls);
    } else if (issuer().used || name.isEmpty()) {
      logInByIssuer(calls);
    } else {
      logInByPassword(calls);
    }
  }

  private void logInByPassword(AccountCalls calls)
      throws CommandException, CallFailedException, IOException {
    Optional<StoredAccount> before = names(calls).ask().named(name);
    if (before.isPresent()) {
      // Do not open a second session, which the user would have to manage as well.
      tellLoggedInAlready(before.get());
      return;
    }
    GetLoginOptionsResponse options = password().requireProtected(calls);
    Credential present;
    try (PasswordOptions asking = password()) {
      present = AccountCalls.password(asking.currentPassword());
    }
    try {
      saveSession(calls.logIn(name, present, sessionLabel()), name, calls, "account.logged-in");
    } catch (CallFailedException e) {
      if (e.failure().reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED
          && options.getIssuersCount() > 0) {
        tell(messages().text("issuer.also", Sanitizer.line(options.getIssuers(0).getIssuer())));
      }
      throw e;
    }
  }

  private void logInByIssuer(AccountCalls calls)
      throws CommandException, CallFailedException, IOException {
    GetLoginOptionsResponse options = password().requireProtected(calls);
    if (!issuer().used && options.getIssuersCount() == 0) {
      throw usage("usage.name-missing");
    }
    IdToken token = issuer().idToken(options, server());
    JoinResponse joined;
    try {
      joined = calls.logIn("", token.credential(), sessionLabel());
    } catch (CallFailedException e) {
      if (e.failure().reason() != ErrorReason.ERROR_REASON_NOT_REGISTERED) {
        throw refused(e, token.credential());
      }
      register(token, options, calls);
      return;
    }
    saveUnlessLoggedIn(joined, calls);
  }

  private void logInByCertificate(AccountCalls calls)
      throws CommandException, CallFailedException, IOException {
    GetLoginOptionsResponse options = password().requireProtected(calls);
    Credential shown = certificate().credential(options, server());
    saveUnlessLoggedIn(calls.logIn("", shown, sessionLabel()), calls);
  }

  /**
   * Saves the session. If this machine already has a session of the account, ends the new session
   * instead.
   */
  private void saveUnlessLoggedIn(JoinResponse joined, AccountCalls calls)
      throws CommandException, CallFailedException, IOException {
    Optional<StoredAccount> before = names(calls).ask().withId(joined.getSelf().getId());
    if (before.isPresent()) {
      calls.logOut(joined.getSessionToken());
      tellLoggedInAlready(before.get());
    } else {
      saveSession(joined, joined.getSelf().getName(), calls, "account.logged-in");
    }
  }

  /** Creates the account of a user who has none yet. */
  private void register(IdToken token, GetLoginOptionsResponse options, AccountCalls calls)
      throws CommandException, CallFailedException, IOException {
    String code = invitationCode(options);
    if (!name.isEmpty()) {
      register(name, token.credential(), code, calls);
      return;
    }
    String preferred = token.preferredName();
    NewName question = new NewName(invocation(), preferred == null ? "" : preferred);
    while (true) {
      String chosen = question.ask(where());
      try {
        register(chosen, token.credential(), code, calls);
        return;
      } catch (CallFailedException e) {
        switch (e.failure().reason()) {
          // A refused registration uses neither the id token nor the invitation.
          case ERROR_REASON_NAME_TAKEN, ERROR_REASON_NAME_INVALID ->
              invocation().warn(invocation().explanations().of(e.failure(), chosen));
          default -> throw e;
        }
      }
    }
  }

  private void tellLoggedInAlready(StoredAccount account) {
    tell(messages().text("account.logged-in-already", Sanitizer.line(account.name()), where()));
  }
}
