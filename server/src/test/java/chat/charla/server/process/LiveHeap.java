package chat.charla.server.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of a Java process after a garbage collection. */
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
    return number(TOTAL, histogram(pid));
  }

  /** How many objects of this class are left after a full collection. */
  public static long instances(long pid, String className) throws IOException {
    Pattern line =
        Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(className) + "( .*)?$");
    String histogram = histogram(pid);
    return line.matcher(histogram).find() ? number(line, histogram) : 0;
  }

  private static String histogram(long pid) throws IOException {
    Process histogram =
        new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    return new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static long number(Pattern line, String histogram) throws IOException {
    Matcher found = line.matcher(histogram);
    if (!found.find()) {
      throw new IOException("jcmd says: " + histogram);
    }
    return Long.parseLong(found.group(1));
  }
}
