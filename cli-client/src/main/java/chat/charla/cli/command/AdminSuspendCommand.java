package chat.charla.cli.command;

import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla admin suspend}: suspends an account. */
@Command(name = "suspend", sortOptions = false)
final class AdminSuspendCommand extends AdminUserCommand {
  @Option(
      names = "--for",
      order = OWN_OPTION,
      paramLabel = "DURATION",
      converter = DurationConverter.class)
  private @Nullable Duration duration;

  @Option(names = "--with-invitees", order = OWN_OPTION)
  private boolean withInvitees;

  @Override
  void run(AdminConnection connection, String userId) throws CallFailedException {
    SuspendAccountRequest.Builder request =
        SuspendAccountRequest.newBuilder().setUserId(userId).setWithInvitees(withInvitees);
    if (duration != null) {
      request.setDuration(DurationConverter.toProto(duration));
    }
    SuspendAccountResponse suspended =
        connection.call(calls -> calls.suspendAccount(request.build()));
    print(AdminTexts.of(suspended.getAccount(), messages()));
    tell("admin.sessions-ended", suspended.getEndedCount());
    if (withInvitees) {
      tell("admin.invitees-suspended", suspended.getInviteeCount());
    }
  }
}
