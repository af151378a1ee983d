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
 * The program of an {@link EarlierProcess}. It joins or logs in, and sends each line of its input
 * as a message, until it is killed or the input ends. It is not a test, but Robolectric requires
 * that JUnit runs it like a test.
 */
@RunWith(RobolectricTestRunner.class)
public final class EarlierProcessMain {
  static final String PORT = "charla.story.port";
  static final String NAME = "charla.story.name";

  /** If this property is not empty, the process logs in, and does not join. */
  static final String PASSWORD = "charla.story.password";

  /** The output line that says that the user has pressed the button that logs in. */
  static final String LOGGING_IN = "logging in";

  /** The prefix of the output line with the directory of the app's files. */
  static final String FILES = "files: ";

  /** The output line that says that the app is online. */
  static final String ONLINE = "online";

  /** The prefix of an output line with a text that was sent and that the screen shows. */
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
      ConversationScreen screen = enter(phone, Integer.getInteger(PORT));
      System.out.println(ONLINE);
      InputLines input = new InputLines();
      input.start();
      while (!input.isOver()) {
        String text = input.poll();
        if (text == null) {
          phone.step();
        } else {
          screen.say(text);
          System.out.println(SHOWN + text);
        }
      }
    }
  }

  private static ConversationScreen enter(Phone phone, int port) {
    String name = System.getProperty(NAME, "");
    String password = System.getProperty(PASSWORD, "");
    if (password.isEmpty()) {
      return phone.join(port, name);
    }
    phone.launch();
    ConnectScreen connect = phone.connectScreen();
    connect.fillInLogin(port, name, password);
    connect.connect();
    System.out.println(LOGGING_IN);
    ConversationScreen screen = phone.conversationScreen();
    screen.awaitOnline();
    return screen;
  }

  /** Reads the input on a separate thread, so that the main thread does not wait for it. */
  private static final class InputLines extends Thread {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    InputLines() {
      super("input");
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

    boolean isOver() {
      return ended && lines.isEmpty();
    }

    /**
     * Returns the next line, or null if there is none after 2 ms. If it is null, the caller must
     * run the tasks of the main thread.
     */
    @Nullable String poll() throws InterruptedException {
      return lines.poll(2, TimeUnit.MILLISECONDS);
    }
  }
}
