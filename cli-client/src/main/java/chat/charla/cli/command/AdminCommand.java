package chat.charla.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code charla admin}: the commands for the operator of a server. */
@Command(
    name = "admin",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AdminStatusCommand.class,
      AdminBackupCommand.class,
      AdminLogLevelCommand.class,
      AdminReloadCommand.class,
      AdminNoticeCommand.class,
      AdminAccountsCommand.class,
      AdminCreateCommand.class,
      AdminInviteCommand.class,
      AdminRoleCommand.class,
      AdminSuspendCommand.class,
      AdminResumeCommand.class,
      AdminRenameCommand.class,
      AdminRecoverCommand.class,
      AdminSessionsCommand.class,
      AdminRevokeCommand.class,
      AdminDeleteCommand.class,
      AdminExportCommand.class,
      AdminBanCommand.class,
      AdminUnbanCommand.class,
      AdminBansCommand.class,
      AdminAuditCommand.class
    })
final class AdminCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs if no subcommand is given: reports a usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), Invocation.of(spec).messages().text("usage.no-command"));
  }
}
