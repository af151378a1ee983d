package chat.charla.android.world;

import chat.charla.testkit.network.Relay;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Wire;
import java.io.IOException;

/** The network between the phone and the server: a wire, and a relay behind it. Thread-safe. */
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

  /** A network to the server on this port, with TLS towards the phone, by this certificate. */
  public static Network tls(int serverPort, Certificates certificates) throws IOException {
    return new Network(
        new Relay(serverPort, certificates.serverChain(), certificates.serverKey()));
  }

  /** The port to connect to. */
  public int port() {
    return wire.port();
  }

  /** The connections between the phone and the relay. */
  public Wire wire() {
    return wire;
  }

  /** What the relay does with commands and frames. */
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
