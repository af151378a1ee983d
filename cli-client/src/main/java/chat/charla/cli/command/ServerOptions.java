package chat.charla.cli.command;

import chat.charla.cli.connection.Route;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.ServerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options for the server's address ({@code --server}, or {@code --host} and {@code --port}) and
 * for TLS.
 */
final class ServerOptions {
  private static final String SERVER = "server";
  private static final String HOST = "host";
  private static final String PORT = "port";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Settable
  @Option(names = "--server", paramLabel = "HOST[:PORT]", converter = AddressConverter.class)
  @Nullable ServerAddress server;

  @Settable
  @Option(names = "--host", paramLabel = "HOST", converter = HostConverter.class)
  @Nullable String host;

  @Settable
  @Option(names = "--port", paramLabel = "PORT", converter = PortConverter.class)
  @Nullable Integer port;

  @Settable
  @Option(names = "--tls")
  boolean tls;

  @Settable
  @Option(names = "--ca", paramLabel = "FILE")
  @Nullable Path authorities;

  @Settable
  @Option(names = "--cert", paramLabel = "FILE")
  @Nullable Path certificate;

  @Settable
  @Option(names = "--key", paramLabel = "FILE")
  @Nullable Path key;

  @Settable
  @Option(names = "--fingerprint", paramLabel = "SHA256")
  @Nullable String fingerprint;

  @Settable
  @Option(names = "--accept-new-fingerprint")
  boolean acceptNew;

  /** The route to the server at {@link #address()}. */
  Route route() throws CommandException {
    return route(address());
  }

  /**
   * The route to the server at this address.
   *
   * @throws CommandException if a file that an option names cannot be read
   */
  Route route(ServerAddress address) throws CommandException {
    TlsChoice choice = tlsChoice();
    Route route =
        choice.isPlaintext()
            ? Route.plaintext(address)
            : new Route(address, new TlsSetup(choice, command, address).open());
    Invocation.of(command).setRoute(route);
    return route;
  }

  /** Whether the connection to the server is encrypted, or does not leave this machine. */
  boolean protectsSecrets(ServerAddress address) {
    return !tlsChoice().isPlaintext() || isThisMachine(address);
  }

  /**
   * Whether the server is on this machine. Returns true if the host has no address, because then
   * the call fails.
   */
  boolean isThisMachine(ServerAddress address) {
    try {
      return Stream.of(InetAddress.getAllByName(address.host()))
          .allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return true;
    }
  }

  private TlsChoice tlsChoice() {
    return new TlsChoice(tls, authorities, certificate, key, fingerprint, acceptNew);
  }

  ServerAddress address() {
    return address(null, null);
  }

  /**
   * The effective address. Positional arguments take precedence over all options. {@code --host}
   * and {@code --port} take precedence over {@code --server}, unless the origin of {@code --server}
   * has higher precedence: for example, {@code --server} on the command line overrides {@code
   * CHARLA_HOST} in the environment. The port of {@code --server} is used only together with the
   * host of {@code --server}.
   */
  ServerAddress address(@Nullable String hostArgument, @Nullable Integer portArgument) {
    ServerAddress applicable = hostArgument == null ? applicableServer() : null;
    String wantedHost =
        applicable == null
            ? orElse(hostArgument, orElse(host, ServerAddress.DEFAULT_HOST))
            : applicable.host();
    int wantedPort =
        applicable == null || overridesServer(port, PORT)
            ? orElse(port, ServerAddress.DEFAULT_PORT)
            : applicable.port();
    return new ServerAddress(wantedHost, orElse(portArgument, wantedPort));
  }

  /** Whether the command line has the address, or a part of it. */
  boolean isAddressOnCommandLine() {
    return Stream.of(SERVER, HOST, PORT)
        .anyMatch(name -> origin(name).level() == Origin.Level.COMMAND_LINE);
  }

  /** The origin of the host of {@link #address()}. */
  Origin hostOrigin() {
    return origin(applicableServer() == null ? HOST : SERVER);
  }

  /** The origin of the port of {@link #address()}. */
  Origin portOrigin() {
    return origin(applicableServer() == null || overridesServer(port, PORT) ? PORT : SERVER);
  }

  /** The value of {@code --server}; null if it is not set, or if {@code --host} overrides it. */
  private @Nullable ServerAddress applicableServer() {
    return overridesServer(host, HOST) ? null : server;
  }

  private boolean overridesServer(@Nullable Object value, String name) {
    return value != null && origin(name).hasAtLeastThePrecedenceOf(origin(SERVER));
  }

  private Origin origin(String name) {
    return Invocation.of(command).origin(name);
  }

  private static <T> T orElse(@Nullable T chosen, T otherwise) {
    return chosen == null ? otherwise : chosen;
  }
}
