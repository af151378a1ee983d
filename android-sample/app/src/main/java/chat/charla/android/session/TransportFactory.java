package chat.charla.android.session;

import chat.charla.client.Transport;

/**
 * Opens channels to servers. The application uses {@link Channels}, and tests use factories of
 * their own.
 */
public interface TransportFactory {
  /** A channel to one server, for one {@code Participation}. Any thread may use it. */
  interface Link extends AutoCloseable {
    /** The transport over which the client makes its calls. */
    Transport transport();

    /** Shuts down the channel with all its calls. Does not wait. */
    @Override
    void close();
  }

  /**
   * Creates a channel to this server, without sending anything.
   *
   * @throws CleartextNotPermittedException if the settings require plaintext and the application's
   *     network security configuration does not permit it for this host
   */
  Link open(ServerSettings settings) throws CleartextNotPermittedException;
}
