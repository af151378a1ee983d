package chat.charla.cli.command;

import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BackupResult;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code charla admin backup}: lets a server back up its database, and prints the path of the file
 * on the server's machine. The progress goes to standard error.
 */
@Command(name = "backup", sortOptions = false)
final class AdminBackupCommand extends OperatorCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE")
  @Nullable String file;

  @Option(names = "--replace", order = OWN_OPTION)
  boolean replace;

  @Override
  void run(AdminConnection connection) throws CallFailedException {
    BackupRequest request =
        BackupRequest.newBuilder().setFile(file == null ? "" : file).setReplace(replace).build();
    connection.stream(calls -> calls.backup(request), this::print);
  }

  private void print(BackupResponse response) {
    if (!response.hasResult()) {
      tell(
          "admin.backup.progress",
          AdminTexts.mebibytes(response.getWrittenBytes()),
          AdminTexts.mebibytes(response.getTotalBytes()));
      return;
    }
    BackupResult result = response.getResult();
    print(Sanitizer.line(result.getPath()));
    tell(
        "admin.backup.done",
        result.getEventCount(),
        result.getTimelineCount(),
        result.getIdentityCount(),
        AdminTexts.mebibytes(result.getSizeBytes()));
    if (result.getLostEventCount() > 0) {
      invocation().warn(messages().text("admin.backup.lost", result.getLostEventCount()));
    }
  }
}
