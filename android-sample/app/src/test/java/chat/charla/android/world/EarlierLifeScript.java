package chat.charla.android.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/**
 * What an {@link EarlierLife} does: joins, and says each line of its input, until it is killed or
 * the input ends. No test of its own, but run as one, because that is how Robolectric runs.
 */
@RunWith(RobolectricTestRunner.class)
public final class EarlierLifeScript {
  static final String PORT = "charla.story.port";
  static final String NAME = "charla.story.name";

  /** Begins a line that tells where the app's files are. */
  static final String FILES = "files: ";

  /** Begins a line that tells that it is online. */
  static final String ONLINE = "online";

  /** Begins a line that tells what has been typed, sent, and is on the screen. */
  static final String SHOWN = "shown: ";

  /** Runs it, without JUnit's own output. */
  public static void main(String[] arguments) {
    Result result = JUnitCore.runClasses(EarlierLifeScript.class);
    result.getFailures().forEach(failure -> System.out.println(failure.getTrace()));
    System.exit(result.wasSuccessful() ? 0 : 1);
  }

  @Test
  public void sayWhatIsOrdered() throws InterruptedException {
    System.out.println(FILES + RuntimeEnvironment.getApplication().getDataDir());
    try (Phone phone = new Phone()) {
      ConversationScreen screen =
          phone.join(Integer.getInteger(PORT), System.getProperty(NAME, ""));
      System.out.println(ONLINE);
      Orders orders = new Orders();
      orders.start();
      while (!orders.areOver()) {
        String text = orders.poll();
        if (text == null) {
          phone.look();
        } else {
          screen.say(text);
          System.out.println(SHOWN + text);
        }
      }
    }
  }

  /** Reads what is to be said, so that the main thread need not wait for it. */
  private static final class Orders extends Thread {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    Orders() {
      super("orders");
      setDaemon(true);
    }

    @Override
    public void run() {
      try (BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
        String line;
        while ((line = input.readLine()) != null) {
          lines.add(line);
        }
      } catch (IOException over) {
        // Whoever gave orders is gone.
      }
      ended = true;
    }

    boolean areOver() {
      return ended && lines.isEmpty();
    }

    /** The next order, or null if none comes for a moment, in which the phone has to live on. */
    @Nullable String poll() throws InterruptedException {
      return lines.poll(2, TimeUnit.MILLISECONDS);
    }
  }
}
