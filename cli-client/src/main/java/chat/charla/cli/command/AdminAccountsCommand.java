package chat.charla.cli.command;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.ListAccountsResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code charla admin accounts}: lists accounts, each on its own line. */
@Command(name = "accounts", sortOptions = false)
final class AdminAccountsCommand extends OperatorCommand {
  private static final int PAGE = 200;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME")
  private @Nullable String name;

  @Option(names = "--guests", order = OWN_OPTION)
  private boolean guests;

  @Option(names = "--invited-by", order = OWN_OPTION, paramLabel = "USER")
  private @Nullable String inviter;

  @Override
  void run(AdminConnection connection) throws CommandException, CallFailedException {
    ListAccountsRequest.Builder request =
        ListAccountsRequest.newBuilder()
            .setName(name == null ? "" : name)
            .setGuests(guests)
            .setInvitedById(inviter == null ? "" : userId(connection, inviter))
            .setPageSize(PAGE);
    do {
      ListAccountsResponse page = connection.call(calls -> calls.listAccounts(request.build()));
      page.getAccountsList().forEach(this::print);
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
  }

  private void print(AccountInfo account) {
    print(AdminTexts.of(account, messages()));
  }
}
