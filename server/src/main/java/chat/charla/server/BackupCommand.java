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
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

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
  public String missing() {
    return "backup.no-target";
  }

  @Override
  public void run(Path file, Map<String, String> environment, CopyCommand.Results results)
      throws BadConfigurationException, CopyException {
    Path data = common.directory(environment, results.locale());
    SqliteBackup backup = new SqliteBackup(data, file, replace);
    CopyContent content;
    try (Interruption interruption = new Interruption(backup::cancel)) {
      content = backup.run(new Lines(results)::copied);
    }
    results.printCopied("backup.done", data, file, content);
    if (Files.exists(data.resolve("tls-key.pem"))) {
      results.print("backup.tls", data);
    }
  }

  /** Prints a line about the progress every few seconds. */
  private static final class Lines {
    private final CopyCommand.Results results;
    private long printed = System.nanoTime();

    Lines(CopyCommand.Results results) {
      this.results = results;
    }

    void copied(long done, long total) {
      long now = System.nanoTime();
      if (now - printed >= BETWEEN_LINES.toNanos()) {
        printed = now;
        results.progress(
            "backup.progress", CopyCommand.mebibytes(done), CopyCommand.mebibytes(total));
      }
    }
  }
}
