package chat.charla.android.session;

import chat.charla.client.Transport;

/**
 * Opens channels to servers. The application uses {@link Channels}. Tests may use other
 * implementations.
 */
public interface TransportFactory {
  /** A channel to one server. Any thread may use it. */
  interface Link extends AutoCloseable {
    /** The transport over which the client makes its calls. */
    Transport transport();

    /** Shuts down the channel, which ends all its calls. Does not wait for the calls. */
    @Override
    void close();
  }

  /**
   * Creates a channel to this server. Sends nothing yet.
   *
   * @throws CleartextNotPermittedException if the settings require plaintext, but the application's
   *     network security configuration forbids plaintext for this host
   */
  Link open(ServerSettings settings) throws CleartextNotPermittedException;
}
