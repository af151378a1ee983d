package chat.charla.cli.command;

import chat.charla.v1.ChatServiceGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code charla version}: prints the versions that a bug report needs. */
@Command(name = "version", sortOptions = false)
final class VersionCommand implements Runnable, WorksWithoutSettings {
  @ParentCommand private CharlaCommand charla;

  @Override
  public void run() {
    charla.context().out().println(Version.current());
    print("contract", ChatServiceGrpc.SERVICE_NAME);
    print("java", property("java.version") + " (" + property("java.vendor") + ")");
    print("system", property("os.name") + " " + property("os.arch"));
  }

  private void print(String key, String value) {
    charla.context().out().println(key + " " + value);
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
