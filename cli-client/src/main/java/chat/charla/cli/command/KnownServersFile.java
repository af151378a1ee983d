package chat.charla.cli.command;

import chat.charla.cli.connection.tls.KnownServers;
import chat.charla.cli.settings.UserDirectories;
import java.util.Optional;

/** Locates the file of known servers. */
final class KnownServersFile {
  private KnownServersFile() {}

  /** The file of known servers, if the user has a configuration directory. */
  static Optional<KnownServers> of(Context context) {
    return new UserDirectories(context.environment())
        .config()
        .map(directory -> new KnownServers(directory.resolve("known-servers")));
  }
}
