package chat.charla.cli.command;

import chat.charla.admin.v1.ReloadConfigRequest;
import chat.charla.admin.v1.ReloadConfigResponse;
import chat.charla.admin.v1.SettingChange;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code charla admin reload}: lets a server read its configuration again. */
@Command(name = "reload", sortOptions = false)
final class AdminReloadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;
  @Mixin private ServerOptions server;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    try (AdminConnection connection = admin.open(server)) {
      ReloadConfigResponse changes =
          connection.call(calls -> calls.reloadConfig(ReloadConfigRequest.getDefaultInstance()));
      changes.getChangedList().forEach(change -> print("admin.reload.changed", change));
      changes.getNeedsRestartList().forEach(change -> print("admin.reload.restart", change));
      if (changes.getChangedCount() + changes.getNeedsRestartCount() == 0) {
        Invocation invocation = Invocation.of(spec);
        invocation.context().out().println(invocation.messages().text("admin.reload.nothing"));
      }
    }
    return ExitCode.DONE;
  }

  private void print(String key, SettingChange change) {
    Invocation invocation = Invocation.of(spec);
    Messages messages = invocation.messages();
    String none = messages.text("admin.reload.none");
    String value = change.hasValue() ? Sanitizer.line(change.getValue()) : none;
    String before = change.hasPreviousValue() ? Sanitizer.line(change.getPreviousValue()) : none;
    invocation
        .context()
        .out()
        .println(messages.text(key, Sanitizer.line(change.getSetting()), value, before));
  }
}
