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
 * What the system tells the app about networks. Whether bytes arrive is the {@link Wire}'s matter.
 */
public final class Radio {
  private Radio() {}

  /** The default network is gone, and there is no other. */
  public static void lose() {
    Network lost = connectivity().getActiveNetwork();
    shadow().setActiveNetworkInfo(null);
    tell(callback -> callback.onLost(lost));
  }

  /** There is another network, not the one before. */
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
    tell(callback -> callback.onAvailable(found));
  }

  /** From another thread than the main one, as the system does unless it is given a handler. */
  private static void tell(Consumer<ConnectivityManager.NetworkCallback> news) {
    Runnable telling = () -> new ArrayList<>(shadow().getNetworkCallbacks()).forEach(news);
    Thread thread = new Thread(telling, "ConnectivityThread");
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
