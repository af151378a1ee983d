package chat.charla.cli.command;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.ListAccountsResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code charla admin accounts}: lists accounts, each on its own line. */
@Command(name = "accounts", sortOptions = false)
final class AdminAccountsCommand implements Callable<Integer> {
  private static final int PAGE = 200;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME")
  private @Nullable String name;

  @Option(names = "--guests")
  private boolean guests;

  @Mixin private AdminOptions admin;
  @Mixin private ServerOptions server;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    ListAccountsRequest.Builder request =
        ListAccountsRequest.newBuilder()
            .setName(name == null ? "" : name)
            .setGuests(guests)
            .setPageSize(PAGE);
    try (AdminConnection connection = admin.open(server)) {
      do {
        ListAccountsResponse page = connection.call(calls -> calls.listAccounts(request.build()));
        page.getAccountsList().forEach(this::print);
        request.setPageToken(page.getNextPageToken());
      } while (!request.getPageToken().isEmpty());
    }
    return ExitCode.DONE;
  }

  private void print(AccountInfo account) {
    Invocation invocation = Invocation.of(spec);
    invocation.context().out().println(AdminTexts.of(account, invocation.messages()));
  }
}
