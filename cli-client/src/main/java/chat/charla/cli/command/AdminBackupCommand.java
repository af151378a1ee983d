package chat.charla.cli.command;

import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BackupResult;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code charla admin backup}: lets a server back up its database, and prints the path of the file
 * on the server's machine. The progress goes to standard error.
 */
@Command(name = "backup", sortOptions = false)
final class AdminBackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE")
  @Nullable String file;

  @Option(names = "--replace")
  boolean replace;

  @Mixin private AdminOptions admin;
  @Mixin private ServerOptions server;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    BackupRequest request =
        BackupRequest.newBuilder().setFile(file == null ? "" : file).setReplace(replace).build();
    try (AdminConnection connection = admin.open(server)) {
      connection.backup(request, this::print);
    }
    return ExitCode.DONE;
  }

  private void print(BackupResponse response) {
    Invocation invocation = Invocation.of(spec);
    if (!response.hasResult()) {
      String progress =
          invocation
              .messages()
              .text(
                  "admin.backup.progress",
                  AdminTexts.mebibytes(response.getWrittenBytes()),
                  AdminTexts.mebibytes(response.getTotalBytes()));
      invocation.context().err().println(progress);
      return;
    }
    BackupResult result = response.getResult();
    invocation.context().out().println(Sanitizer.line(result.getPath()));
    String content =
        invocation
            .messages()
            .text(
                "admin.backup.done",
                result.getEventCount(),
                result.getTimelineCount(),
                result.getIdentityCount(),
                AdminTexts.mebibytes(result.getSizeBytes()));
    invocation.context().err().println(content);
    if (result.getLostEventCount() > 0) {
      invocation.warn(invocation.messages().text("admin.backup.lost", result.getLostEventCount()));
    }
  }
}
