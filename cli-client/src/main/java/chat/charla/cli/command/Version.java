package chat.charla.cli.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: what the jar's manifest says. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {current()};
  }

  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "charla " + (version == null ? "(development)" : version);
  }
}
