package chat.charla.android.session;

import android.content.Context;
import android.net.ConnectivityManager;
import android.net.Network;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Detects when the device loses its network or gets another one. Without this class, a stream over
 * the old network would look open until keepalive ends it, up to 40 s later.
 *
 * <p>The session's thread owns this object, and calls the listener.
 */
final class NetworkWatch implements AutoCloseable {
  /** Is notified of changes of the network. */
  interface Listener {
    /** A network has become available, or the last network was lost. */
    void onAvailability(boolean available);

    /**
     * The device uses another network, or uses the previous network again after losing it.
     * Connections that were opened earlier no longer work.
     */
    void onOtherNetwork();
  }

  private final ConnectivityManager connectivity;
  private final ConnectivityManager.NetworkCallback callback;
  private final Listener listener;

  /** The network that the device uses; null while the device has no network. */
  private @Nullable Network network;

  private boolean closed;

  /**
   * Begins to watch, and immediately notifies the listener whether there is a network.
   *
   * @param executor runs tasks on the session's thread
   */
  NetworkWatch(Context context, Executor executor, Listener listener) {
    this.connectivity = context.getSystemService(ConnectivityManager.class);
    this.listener = listener;
    this.network = connectivity.getActiveNetwork();
    this.callback =
        new ConnectivityManager.NetworkCallback() {
          @Override
          public void onAvailable(Network available) {
            executor.execute(() -> use(available));
          }

          @Override
          public void onLost(Network lost) {
            executor.execute(() -> loseNetwork());
          }
        };
    listener.onAvailability(network != null);
    connectivity.registerDefaultNetworkCallback(callback);
  }

  @Override
  public void close() {
    closed = true;
    connectivity.unregisterNetworkCallback(callback);
  }

  /**
   * Notifies the listener of another network. Ignores the known network, because the first callback
   * reports it again.
   */
  private void use(Network available) {
    if (closed || available.equals(network)) {
      return;
    }
    network = available;
    listener.onAvailability(true);
    listener.onOtherNetwork();
  }

  private void loseNetwork() {
    if (!closed) {
      network = null;
      listener.onAvailability(false);
    }
  }
}
