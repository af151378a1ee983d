package chat.charla.cli.command;

import chat.charla.admin.v1.AddressBan;
import chat.charla.admin.v1.ListAddressBansRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import picocli.CommandLine.Command;

/** {@code charla admin bans}: lists the bans of network addresses, each on its own line. */
@Command(name = "bans", sortOptions = false)
final class AdminBansCommand extends OperatorCommand {
  @Override
  void run(AdminConnection connection) throws CallFailedException {
    ListAddressBansRequest request = ListAddressBansRequest.getDefaultInstance();
    for (AddressBan ban : connection.call(calls -> calls.listAddressBans(request)).getBansList()) {
      print(AdminTexts.of(ban, messages()));
    }
  }
}
