package chat.charla.android.session;

import chat.charla.client.Transport;

/** Opens links to servers. {@link Channels} is the implementation of the application. */
public interface TransportFactory {
  /** A link to a server, for one participation. Any thread may use it. */
  interface Link extends AutoCloseable {
    /** The transport for calls. */
    Transport transport();

    /** Ends every call, and does not wait. */
    @Override
    void close();
  }

  /**
   * Opens a link to this server. Nothing is sent yet.
   *
   * @throws CleartextNotPermittedException if the settings require plaintext and the application's
   *     network security configuration does not permit it for this host
   */
  Link open(ServerSettings settings) throws CleartextNotPermittedException;
}
