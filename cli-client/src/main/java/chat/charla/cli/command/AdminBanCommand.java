package chat.charla.cli.command;

import chat.charla.admin.v1.BanAddressRequest;
import chat.charla.admin.v1.BanAddressResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code charla admin ban}: refuses the clients with some network addresses. */
@Command(name = "ban", sortOptions = false)
final class AdminBanCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "ADDRESS", descriptionKey = "admin-address")
  private String address = "";

  @Option(
      names = "--for",
      order = OWN_OPTION,
      paramLabel = "DURATION",
      converter = DurationConverter.class)
  private @Nullable Duration duration;

  @Option(names = "--note", order = OWN_OPTION, paramLabel = "TEXT")
  private @Nullable String note;

  @Override
  void run(AdminConnection connection) throws CallFailedException {
    BanAddressRequest.Builder request =
        BanAddressRequest.newBuilder().setCidr(address).setNote(note == null ? "" : note);
    if (duration != null) {
      request.setDuration(DurationConverter.toProto(duration));
    }
    BanAddressResponse banned = connection.call(calls -> calls.banAddress(request.build()));
    print(AdminTexts.of(banned.getBan(), messages()));
    tell("admin.streams-ended", banned.getEndedStreamCount());
  }
}
