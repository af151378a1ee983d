package chat.charla.cli.command;

import chat.charla.cli.connection.ServerAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --host} and {@code --port}. */
final class ServerOptions {
  @Option(names = "--host", paramLabel = "HOST", converter = HostConverter.class)
  @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", converter = PortConverter.class)
  @Nullable Integer port;

  ServerAddress address() {
    return address(null, null);
  }

  /** What stands there without an option's name goes first. */
  ServerAddress address(@Nullable String hostArgument, @Nullable Integer portArgument) {
    return new ServerAddress(
        either(hostArgument, either(host, ServerAddress.DEFAULT_HOST)),
        either(portArgument, either(port, ServerAddress.DEFAULT_PORT)));
  }

  private static <T> T either(@Nullable T chosen, T otherwise) {
    return chosen == null ? otherwise : chosen;
  }
}
