package chat.charla.server.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The used heap of a Java process after a garbage collection. */
public final class LiveHeap {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private LiveHeap() {}

  /** Whether this Java can measure the heap, which needs a JDK. */
  public static boolean isKnown() {
    return Files.isExecutable(JCMD);
  }

  /** The used bytes after a full collection. */
  public static long bytes(long pid) throws IOException {
    Process histogram =
        new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String printed = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = TOTAL.matcher(printed);
    if (!total.find()) {
      throw new IOException("jcmd says: " + printed);
    }
    return Long.parseLong(total.group(1));
  }
}
