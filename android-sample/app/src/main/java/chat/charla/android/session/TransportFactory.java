package chat.charla.android.session;

import chat.charla.client.Transport;

/** Makes connections. {@link Channels} is the real one. */
public interface TransportFactory {
  /** A way to a server, for one stay. Any thread may use it. */
  interface Link extends AutoCloseable {
    /** Carries the calls. */
    Transport transport();

    /** Ends every call. Does not wait. */
    @Override
    void close();
  }

  /**
   * A way to this server. Nothing is sent as yet.
   *
   * @throws CleartextNotPermittedException if the settings ask for plaintext and the application's
   *     network security configuration does not permit it for that host
   */
  Link open(ServerSettings settings) throws CleartextNotPermittedException;
}
