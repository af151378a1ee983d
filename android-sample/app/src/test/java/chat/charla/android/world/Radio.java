package chat.charla.android.world;

import static org.robolectric.Shadows.shadowOf;

import android.net.ConnectivityManager;
import android.net.Network;
import android.net.NetworkInfo;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowConnectivityManager;
import org.robolectric.shadows.ShadowNetworkInfo;

/**
 * Simulates Android's notifications about networks. It does not affect the bytes: see {@link
 * chat.charla.testkit.network.Wire}.
 */
public final class Radio {
  private Radio() {}

  /** The device loses its only network. */
  public static void lose() {
    Network lost = connectivity().getActiveNetwork();
    shadow().setActiveNetworkInfo(null);
    callBack(callback -> callback.onLost(lost));
  }

  /** Another network becomes available. */
  public static void findAnother() {
    shadow()
        .setActiveNetworkInfo(
            ShadowNetworkInfo.newInstance(
                NetworkInfo.DetailedState.CONNECTED,
                ConnectivityManager.TYPE_ETHERNET,
                0,
                true,
                NetworkInfo.State.CONNECTED));
    Network found = connectivity().getActiveNetwork();
    callBack(callback -> callback.onAvailable(found));
  }

  /**
   * Notifies the callbacks on a thread that is not the main thread. Android does the same if a
   * callback is registered without a handler.
   */
  private static void callBack(Consumer<ConnectivityManager.NetworkCallback> notification) {
    Runnable calls = () -> new ArrayList<>(shadow().getNetworkCallbacks()).forEach(notification);
    Thread thread = new Thread(calls, "ConnectivityThread");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ConnectivityManager connectivity() {
    return RuntimeEnvironment.getApplication().getSystemService(ConnectivityManager.class);
  }

  private static ShadowConnectivityManager shadow() {
    return shadowOf(connectivity());
  }
}
