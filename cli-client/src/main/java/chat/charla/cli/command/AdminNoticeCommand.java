package chat.charla.cli.command;

import chat.charla.admin.v1.NotifyRequest;
import chat.charla.admin.v1.NotifyResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code charla admin notice}: shows a text to users. */
@Command(name = "notice", sortOptions = false)
final class AdminNoticeCommand extends OperatorCommand {
  @Parameters(arity = "1..*", paramLabel = "TEXT")
  List<String> text = new ArrayList<>();

  @Option(names = "--room", order = OWN_OPTION, paramLabel = "ROOM")
  @Nullable String room;

  @Override
  void run(AdminConnection connection) throws CallFailedException {
    NotifyRequest request =
        NotifyRequest.newBuilder()
            .setRoom(room == null ? "" : room)
            .setText(String.join(" ", text))
            .build();
    NotifyResponse unused = connection.call(calls -> calls.notify(request));
    tell("admin.notice");
  }
}
