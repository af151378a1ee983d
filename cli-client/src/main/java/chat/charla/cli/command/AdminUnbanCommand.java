package chat.charla.cli.command;

import chat.charla.admin.v1.AddressBan;
import chat.charla.admin.v1.UnbanAddressRequest;
import chat.charla.admin.v1.UnbanAddressResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla admin unban}: ends the ban of network addresses. */
@Command(name = "unban", sortOptions = false)
final class AdminUnbanCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "ADDRESS", descriptionKey = "admin-address")
  private String address = "";

  @Override
  void run(AdminConnection connection) throws CommandException, CallFailedException {
    UnbanAddressRequest request = UnbanAddressRequest.newBuilder().setCidr(address).build();
    UnbanAddressResponse unbanned = connection.call(calls -> calls.unbanAddress(request));
    for (AddressBan other : unbanned.getOverlappingBansList()) {
      invocation().warn(messages().text("admin.ban.also", AdminTexts.of(other, messages())));
    }
    if (!unbanned.getRemoved()) {
      throw new CommandException(
          ExitCode.REFUSED, messages().text("admin.ban.none", Sanitizer.line(address)));
    }
    tell("admin.ban.removed", Sanitizer.line(address));
  }
}
