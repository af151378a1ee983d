package chat.charla.cli.command;

import chat.charla.admin.v1.NotifyRequest;
import chat.charla.admin.v1.NotifyResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code charla admin notice}: shows a text to users. */
@Command(name = "notice", sortOptions = false)
final class AdminNoticeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "TEXT")
  List<String> text = new ArrayList<>();

  @Option(names = "--room", paramLabel = "ROOM")
  @Nullable String room;

  @Mixin private AdminOptions admin;
  @Mixin private ServerOptions server;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    NotifyRequest request =
        NotifyRequest.newBuilder()
            .setRoom(room == null ? "" : room)
            .setText(String.join(" ", text))
            .build();
    try (AdminConnection connection = admin.open(server)) {
      NotifyResponse unused = connection.call(calls -> calls.notify(request));
      Invocation invocation = Invocation.of(spec);
      invocation.context().err().println(invocation.messages().text("admin.notice"));
    }
    return ExitCode.DONE;
  }
}
