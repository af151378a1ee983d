package chat.charla.server;

import chat.charla.server.logging.Characters;
import chat.charla.server.storage.CheckListener;
import chat.charla.server.storage.Finding;
import chat.charla.server.storage.sqlite.DatabaseCheck;
import java.io.PrintStream;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** Prints what a check finds: a line for each finding, up to {@link #MAX_LINES} of each kind. */
final class CheckReport implements CheckListener {
  static final int MAX_LINES = 20;

  private final PrintStream out;
  private final ResourceBundle texts;
  private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);
  private boolean fileDamaged;

  CheckReport(PrintStream out, ResourceBundle texts) {
    this.out = out;
    this.texts = texts;
  }

  void begin(Path data) {
    print("check.begin", data.toString());
  }

  @Override
  public void fileDamaged(String finding) {
    fileDamaged = true;
    print("check.file", finding);
  }

  @Override
  public void found(Finding finding) {
    long count = counts.merge(finding.kind(), 1L, Long::sum);
    if (count <= MAX_LINES) {
      print(key(finding.kind()) + (isSingular(finding) ? ".one" : ""), finding.details().toArray());
    }
  }

  /** Whether the finding is about a single event, receipt or row. */
  private static boolean isSingular(Finding finding) {
    List<String> details = finding.details();
    return switch (finding.kind()) {
      case TIMELINE_MISSING, OLDEST_EVENTS_MISSING, EVENTS_MISSING ->
          // The first and the last of some events.
          details.get(details.size() - 2).equals(details.get(details.size() - 1));
      case EVENTS_WITHOUT_TIMELINE, RECEIPTS_DAMAGED, DISCARDED_UNKNOWN ->
          // How many there are.
          details.get(details.size() - 1).equals("1");
      default -> false;
    };
  }

  @Override
  public void progress(long events) {
    print("check.progress", events);
  }

  @Override
  public void copied(Path copy) {
    print("check.copied", copy.toString());
  }

  /** Prints the number of findings, and what the command has repaired or can repair. */
  void end(DatabaseCheck.Result result) {
    counts.forEach(
        (kind, count) -> {
          if (count > MAX_LINES) {
            print("check.more", count - MAX_LINES, texts.getString(key(kind) + ".kind"));
          }
        });
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    print(
        fileDamaged ? "check.end.file" : "check.end." + result.name().toLowerCase(Locale.ROOT),
        total);
  }

  private static String key(Finding.Kind kind) {
    return "check." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void print(String key, Object... details) {
    Object[] harmless = new Object[details.length];
    for (int i = 0; i < details.length; i++) {
      harmless[i] = details[i] instanceof String text ? Characters.oneLine(text) : details[i];
    }
    out.println(MessageFormat.format(texts.getString(key), harmless));
  }
}
