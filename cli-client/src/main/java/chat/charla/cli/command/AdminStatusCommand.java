package chat.charla.cli.command;

import chat.charla.admin.v1.GetStatusRequest;
import chat.charla.admin.v1.GetStatusResponse;
import chat.charla.admin.v1.LogLevelChange;
import chat.charla.admin.v1.Usage;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code charla admin status}: prints the state of a server, each figure on its own line. */
@Command(name = "status", sortOptions = false)
final class AdminStatusCommand extends OperatorCommand {
  @Override
  void run(AdminConnection connection) throws CallFailedException {
    GetStatusResponse status =
        connection.call(calls -> calls.getStatus(GetStatusRequest.getDefaultInstance()));
    print(status, new Lines(invocation().context().out(), messages()));
  }

  private static void print(GetStatusResponse status, Lines lines) {
    lines.print("version", Sanitizer.line(status.getVersion()));
    lines.print("uptime", duration(Duration.ofSeconds(status.getUptime().getSeconds())));
    lines.print("serving", lines.text(status.getServing() ? "yes" : "no"));
    lines.print("connections", status.getConnections());
    lines.print("streams", status.getStreamCount());
    lines.print("behind", status.getBehindCount());
    lines.print("present", status.getPresentCount());
    lines.print("identities", status.getIdentities());
    lines.print("rooms", status.getRooms());
    lines.print("memberships", status.getMemberships());
    lines.print(
        "memory",
        lines.text(
            "of",
            AdminTexts.mebibytes(status.getMemory().getUsed()),
            AdminTexts.mebibytes(status.getMemory().getLimit())));
    lines.print("database", AdminTexts.mebibytes(status.getDatabaseBytes()));
    lines.print(
        "disk",
        lines.text(
            "at-least",
            AdminTexts.mebibytes(status.getDiskFreeBytes()),
            AdminTexts.mebibytes(status.getDiskMinFreeBytes())));
    if (status.hasCertificateExpireTime()) {
      lines.print("certificate", AdminTexts.time(status.getCertificateExpireTime()));
    }
    if (status.getBackupRunning()) {
      lines.print("backup", lines.text("running"));
    }
    for (LogLevelChange change : status.getLogLevelChangesList()) {
      lines.print("log-level", AdminTexts.of(change, lines.messages));
    }
  }

  /** A duration in its two largest units, such as "3d 4h". */
  private static String duration(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + "d " + duration.toHoursPart() + "h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + "h " + duration.toMinutesPart() + "m";
    }
    return duration.toMinutes() + "m " + duration.toSecondsPart() + "s";
  }

  private record Lines(PrintStream out, Messages messages) {
    void print(String key, Object value) {
      out.println(messages.text("admin.status." + key) + ": " + value);
    }

    void print(String key, Usage usage) {
      print(
          key,
          usage.getLimit() == 0
              ? Long.toString(usage.getUsed())
              : text("of", usage.getUsed(), usage.getLimit()));
    }

    String text(String key, Object... arguments) {
      return messages.text("admin.status." + key, arguments);
    }
  }
}
