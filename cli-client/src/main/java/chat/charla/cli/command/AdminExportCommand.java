package chat.charla.cli.command;

import chat.charla.admin.v1.ExportProgress;
import chat.charla.admin.v1.ExportUserRequest;
import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.ExportJson;
import chat.charla.cli.script.OnShutdown;
import chat.charla.cli.settings.NewPrivateFile;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code charla admin export}: writes everything that a server has stored about a user into a file,
 * as JSON lines. The file appears when it is complete. The progress goes to standard error.
 */
@Command(name = "export", sortOptions = false)
final class AdminExportCommand extends AdminUserCommand {
  @Option(names = "--file", order = OWN_OPTION, required = true, paramLabel = "FILE")
  private Path file = Path.of("");

  private boolean complete;

  @Override
  void run(AdminConnection connection, String userId)
      throws CommandException, CallFailedException, IOException {
    String shown = Sanitizer.line(file.toString());
    ExportUserRequest request = ExportUserRequest.newBuilder().setUserId(userId).build();
    ExportJson json = new ExportJson();
    try (NewPrivateFile export = NewPrivateFile.at(file);
        OnShutdown unused = OnShutdown.run(export::discard)) {
      connection.stream(calls -> calls.exportUser(request), each -> take(each, json, export));
      if (!complete) {
        throw new CommandException(ExitCode.FAILED, messages().text("admin.export.incomplete"));
      }
      export.write(json.end());
      export.complete();
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(ExitCode.FAILED, messages().text("admin.export.exists", shown));
    }
    print(shown);
    tell("admin.export.done", json.events());
  }

  private void take(ExportUserResponse response, ExportJson json, NewPrivateFile export)
      throws IOException {
    if (response.hasRecord()) {
      for (String line : json.of(response.getRecord())) {
        export.write(line);
      }
    }
    if (response.hasProgress()) {
      ExportProgress progress = response.getProgress();
      complete = progress.getComplete();
      tell("admin.export.progress", progress.getReadEventCount(), progress.getEventCount());
    }
  }
}
