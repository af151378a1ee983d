package chat.charla.cli.command;

import chat.charla.admin.v1.ReloadConfigRequest;
import chat.charla.admin.v1.ReloadConfigResponse;
import chat.charla.admin.v1.SettingChange;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import picocli.CommandLine.Command;

/** {@code charla admin reload}: lets a server read its configuration again. */
@Command(name = "reload", sortOptions = false)
final class AdminReloadCommand extends OperatorCommand {
  @Override
  void run(AdminConnection connection) throws CallFailedException {
    ReloadConfigResponse changes =
        connection.call(calls -> calls.reloadConfig(ReloadConfigRequest.getDefaultInstance()));
    changes.getChangedList().forEach(change -> print("admin.reload.changed", change));
    changes.getNeedsRestartList().forEach(change -> print("admin.reload.restart", change));
    if (changes.getChangedCount() + changes.getNeedsRestartCount() == 0) {
      print(messages().text("admin.reload.nothing"));
    }
  }

  private void print(String key, SettingChange change) {
    String none = messages().text("admin.reload.none");
    String value = change.hasValue() ? Sanitizer.line(change.getValue()) : none;
    String before = change.hasPreviousValue() ? Sanitizer.line(change.getPreviousValue()) : none;
    print(messages().text(key, Sanitizer.line(change.getSetting()), value, before));
  }
}
