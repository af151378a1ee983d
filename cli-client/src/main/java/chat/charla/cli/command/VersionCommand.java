package chat.charla.cli.command;

import chat.charla.v1.ChatServiceGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code charla version}: prints the versions that a bug report needs. */
@Command(name = "version", sortOptions = false)
final class VersionCommand implements Runnable, RunsWithInvalidSettings {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    println(Version.current());
    print("contract", ChatServiceGrpc.SERVICE_NAME);
    print("java", property("java.version") + " (" + property("java.vendor") + ")");
    print("system", property("os.name") + " " + property("os.arch"));
  }

  private void print(String key, String value) {
    println(key + " " + value);
  }

  private void println(String line) {
    Invocation.of(spec).context().out().println(line);
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
