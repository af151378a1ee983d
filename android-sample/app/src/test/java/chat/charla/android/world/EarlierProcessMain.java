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
 * The program of an {@link EarlierProcess}: it joins, and sends each line of its input, until it is
 * killed or the input ends. The program is not a test, but runs as one, because Robolectric
 * requires that.
 */
@RunWith(RobolectricTestRunner.class)
public final class EarlierProcessMain {
  static final String PORT = "charla.story.port";
  static final String NAME = "charla.story.name";

  /** The prefix of the line with the directory of the app's files. */
  static final String FILES = "files: ";

  /** The line that reports that the app is online. */
  static final String ONLINE = "online";

  /** The prefix of a line with a text that was sent and is on the screen. */
  static final String SHOWN = "shown: ";

  /** Runs the program, without JUnit's own output. */
  public static void main(String[] arguments) {
    Result result = JUnitCore.runClasses(EarlierProcessMain.class);
    result.getFailures().forEach(failure -> System.out.println(failure.getTrace()));
    System.exit(result.wasSuccessful() ? 0 : 1);
  }

  @Test
  public void sendInput() throws InterruptedException {
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
          phone.step();
        } else {
          screen.say(text);
          System.out.println(SHOWN + text);
        }
      }
    }
  }

  /** Reads the input on a separate thread, so that the main thread does not wait for it. */
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
        // The parent process has exited.
      }
      ended = true;
    }

    boolean areOver() {
      return ended && lines.isEmpty();
    }

    /**
     * Returns the next line, or null if none comes within 2 ms. After null, the caller must run the
     * main thread's tasks.
     */
    @Nullable String poll() throws InterruptedException {
      return lines.poll(2, TimeUnit.MILLISECONDS);
    }
  }
}
