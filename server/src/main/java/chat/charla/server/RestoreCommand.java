package chat.charla.server;

import chat.charla.server.storage.sqlite.CopyException;
import chat.charla.server.storage.sqlite.SqliteRestore;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code charla server restore}: puts a backup into a data directory. */
@Command(
    name = "charla server restore",
    sortOptions = false,
    synopsisHeading = "${bundle:synopsis}",
    customSynopsis = "charla server restore FILE [OPTIONS]",
    description = "${bundle:restore.description}",
    footer = "${bundle:exit-codes}")
final class RestoreCommand implements CopyCommand.Action {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "${bundle:restore.file}")
  @Nullable Path source;

  @Option(names = "--replace", description = "${bundle:restore.replace}")
  boolean replace;

  @Mixin DataOptions common = new DataOptions();

  @Override
  public DataOptions common() {
    return common;
  }

  @Override
  public @Nullable Path file() {
    return source;
  }

  @Override
  public String missingFileKey() {
    return "restore.no-file";
  }

  @Override
  public void run(Path file, Map<String, String> environment, CopyCommand.Results results)
      throws BadConfigurationException, CopyException {
    Path data = common.directory(environment, results.locale());
    SqliteRestore restore = new SqliteRestore(file, data, replace);
    SqliteRestore.Result restored;
    try (Interruption interruption = new Interruption(restore::cancel)) {
      restored = restore.run();
    }
    results.printCopied("restore.done", file, data, restored.content());
    restored.former().ifPresent(former -> results.print("restore.former", former));
  }
}
