package chat.charla.cli.command;

import picocli.CommandLine.IVersionProvider;

/** The version for {@code --version}, from the jar's manifest. */
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
