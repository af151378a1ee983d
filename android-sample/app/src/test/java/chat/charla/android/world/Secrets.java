package chat.charla.android.world;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.os.Bundle;
import android.os.Parcel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowLog;

/** Searches what the app writes for a secret. From its creation on, it reads the log. */
public final class Secrets implements AutoCloseable {
  private final Logger root = Logger.getLogger("");
  private final Level before = root.getLevel();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
          lines.add(formatter.format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Begins to read the log, with all its levels. */
  public Secrets() {
    root.addHandler(handler);
    root.setLevel(Level.ALL);
  }

  /** Fails if the text is in a file of the app, in this saved state of a screen, or in the log. */
  public void assertNowhere(String secret, Bundle savedState) throws IOException {
    Path data = RuntimeEnvironment.getApplication().getDataDir().toPath();
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      assertFalse(file.toString(), has(Files.readAllBytes(file), secret));
    }
    Parcel parcel = Parcel.obtain();
    parcel.writeBundle(savedState);
    byte[] state = parcel.marshall();
    parcel.recycle();
    assertTrue("a saved state", state.length > 0);
    assertFalse("the saved state", has(state, secret));
    assertFalse("the log", lines.stream().anyMatch(line -> line.contains(secret)));
    assertFalse(
        "Android's log",
        ShadowLog.getLogs().stream().anyMatch(item -> String.valueOf(item.msg).contains(secret)));
  }

  @Override
  public void close() {
    root.removeHandler(handler);
    root.setLevel(before);
  }

  private static boolean has(byte[] bytes, String secret) {
    String one = new String(bytes, StandardCharsets.ISO_8859_1);
    return Stream.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)
        .anyMatch(
            charset ->
                one.contains(new String(secret.getBytes(charset), StandardCharsets.ISO_8859_1)));
  }
}
