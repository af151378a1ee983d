package chat.charla.android.world;

import chat.charla.testkit.TestAuthority;
import chat.charla.testkit.network.Relay;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Wire;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The network between the phone and the server. The phone connects to a {@link Wire}, which
 * forwards bytes to a {@link Relay}, which forwards calls to the server. Thread-safe.
 */
public final class Network implements AutoCloseable {
  private final HoldingScript script = new HoldingScript();
  private final Relay relay;
  private final Wire wire;

  private Network(Relay relay) throws IOException {
    this.relay = relay;
    this.wire = new Wire(relay.port());
    relay.follow(script);
  }

  /** A network to the server on this port, without TLS. */
  public static Network plaintext(int serverPort) throws IOException {
    return new Network(new Relay(serverPort));
  }

  /**
   * A network to the server on this port, with TLS towards the phone.
   *
   * @param authority issues the certificate of the relay
   * @param directory an empty directory for the certificate and its key
   */
  public static Network tls(int serverPort, TestAuthority authority, Path directory)
      throws IOException {
    X509Bundle server =
        authority.issue(
            TestAuthority.named("server")
                .addSanIpAddress("127.0.0.1")
                .addSanDnsName("localhost")
                .addExtendedKeyUsageServerAuth());
    return new Network(
        new Relay(
            serverPort,
            TestAuthority.writeCertificate(server, directory.resolve("server.pem")),
            TestAuthority.writeKey(server, directory.resolve("server-key.pem"))));
  }

  /** The port to connect to. */
  public int port() {
    return wire.port();
  }

  /** The wire: the connections between the phone and the relay. */
  public Wire wire() {
    return wire;
  }

  /** The script that tells the relay what to do with commands and frames. */
  public HoldingScript script() {
    return script;
  }

  /** How many streams have been opened so far. */
  public int streams() {
    return relay.streams().size();
  }

  /** How many streams are open now, as far as the relay knows. */
  public int openStreams() {
    return (int) relay.streams().stream().filter(RelayedCall::isAlive).count();
  }

  @Override
  public void close() throws IOException {
    wire.close();
    relay.close();
  }
}
