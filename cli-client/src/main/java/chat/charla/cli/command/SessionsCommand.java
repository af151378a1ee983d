package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla sessions}: prints the sessions of an account, or ends some of them. */
@Command(name = "sessions", sortOptions = false)
final class SessionsCommand extends LoggedInCommand {
  @Mixin private OutputOptions format;
  @ArgGroup private @Nullable Revoked revoked;

  /** Which sessions to end. */
  static final class Revoked {
    @Option(names = "--revoke", paramLabel = "ID")
    @Nullable String id;

    @Option(names = "--revoke-others")
    boolean others;
  }

  @Override
  void run(AccountCalls calls, StoredAccount account) throws CallFailedException, IOException {
    String token = account.token();
    if (revoked == null) {
      Output output = format.open();
      calls.sessions(token).forEach(output::session);
    } else {
      int ended = revoked.id == null ? calls.revokeOthers(token) : calls.revoke(token, revoked.id);
      tell(messages().counted("sessions.ended", ended));
    }
  }
}
