package chat.charla.server;

import chat.charla.server.storage.sqlite.CopyContent;
import chat.charla.server.storage.sqlite.CopyException;
import chat.charla.server.storage.sqlite.SqliteBackup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla server backup}: copies the database of a data directory into a file. */
@Command(
    name = "charla server backup",
    sortOptions = false,
    synopsisHeading = "${bundle:synopsis}",
    customSynopsis = "charla server backup --to FILE [OPTIONS]",
    description = "${bundle:backup.description}",
    footer = "${bundle:exit-codes}")
final class BackupCommand implements CopyCommand.Action {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

  @Option(names = "--to", paramLabel = "FILE", description = "${bundle:backup.to}")
  @Nullable Path target;

  @Option(names = "--replace", description = "${bundle:backup.replace}")
  boolean replace;

  @Mixin DataOptions common = new DataOptions();

  @Override
  public DataOptions common() {
    return common;
  }

  @Override
  public @Nullable Path file() {
    return target;
  }

  @Override
  public String missingFileKey() {
    return "backup.no-target";
  }

  @Override
  public void run(Path file, Map<String, String> environment, CopyCommand.Results results)
      throws BadConfigurationException, CopyException {
    Path data = common.directory(environment, results.locale());
    SqliteBackup backup = new SqliteBackup(data, file, replace);
    CopyContent content;
    try (Interruption interruption = new Interruption(backup::cancel)) {
      content = backup.run(new ProgressLines(results)::printProgress);
    }
    results.printCopied("backup.done", data, file, content);
    if (Files.exists(data.resolve("tls-key.pem"))) {
      results.print("backup.tls", data);
    }
  }

  /** Prints a line about the progress every few seconds. */
  private static final class ProgressLines {
    private final CopyCommand.Results results;
    private long lastPrinted = System.nanoTime();

    ProgressLines(CopyCommand.Results results) {
      this.results = results;
    }

    void printProgress(long done, long total) {
      long now = System.nanoTime();
      if (now - lastPrinted >= LINE_INTERVAL.toNanos()) {
        lastPrinted = now;
        results.progress(
            "backup.progress", CopyCommand.mebibytes(done), CopyCommand.mebibytes(total));
      }
    }
  }
}
