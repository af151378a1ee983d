package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Channels;
import chat.charla.cli.connection.Route;
import chat.charla.cli.connection.tls.KnownServers;
import chat.charla.cli.connection.tls.UntrustedServer;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.client.GrpcTransport;
import java.io.IOException;
import java.util.Optional;

/**
 * Connects to a server that may be new to the user. If the server's certificate is not trusted, and
 * there is a terminal, asks the user whether to trust it.
 */
final class FirstConnection {
  private final Invocation invocation;
  private final ServerOptions server;
  private final ServerAddress address;

  FirstConnection(Invocation invocation, ServerOptions server, ServerAddress address) {
    this.invocation = invocation;
    this.server = server;
    this.address = address;
  }

  /** The first call, which finds out whether there is a server, and whether it is trusted. */
  @FunctionalInterface
  interface Greeting {
    void greet(GrpcTransport transport) throws CallFailedException, IOException;
  }

  /** Connects, and makes the first call. The caller closes the transport. */
  GrpcTransport open(Greeting greeting) throws CallFailedException, CommandException, IOException {
    Route route = server.route(address);
    try {
      return open(route, greeting);
    } catch (CallFailedException e) {
      Optional<KnownServers> known = KnownServersFile.of(invocation.context());
      if (!(route.untrusted().orElse(null) instanceof UntrustedServer.Unknown untrusted)
          || known.isEmpty()) {
        throw e;
      }
      TrustQuestion question = new TrustQuestion(invocation, known.get());
      if (!question.isPossible()) {
        throw e;
      }
      if (!question.isAccepted(untrusted, route)) {
        throw new CommandException(ExitCode.FAILED, invocation.messages().text("tls.declined"));
      }
      // Build the route again: it now trusts exactly the remembered certificate.
      return open(server.route(address), greeting);
    }
  }

  private static GrpcTransport open(Route route, Greeting greeting)
      throws CallFailedException, IOException {
    GrpcTransport transport = Channels.open(route);
    boolean connected = false;
    try {
      greeting.greet(transport);
      connected = true;
      return transport;
    } finally {
      if (!connected) {
        transport.close();
      }
    }
  }
}
