package chat.charla.server.logging;

import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Writes lines to standard error, and limits the lines of each kind ({@link LineLimit}).
 *
 * <p>A separate thread writes the lines, so that the server never waits for standard error. While
 * standard error is blocked, at most {@value #MAX_WAITING} lines with together {@value
 * #MAX_CHARACTERS} characters wait. This class drops further lines, and writes their number later.
 *
 * <p>Thread-safe.
 */
public final class LogOutput implements AutoCloseable {
  /** The texts of the output, in the language of the operator. Thread-safe. */
  public interface Words {
    /** Says how many further lines of the same kind there were. */
    String leftOut(long lines);

    /** Says how many lines were dropped. */
    String dropped(long lines);
  }

  private static final int MAX_WAITING = 10_000;
  private static final int MAX_CHARACTERS = 4 << 20;
  private static final long CLOSE_MILLIS = 1000;
  private static final long CHECK_MILLIS = 1000;
  private static final Runnable END = () -> {};
  private static final LongAdder UNWRITTEN_LINES = new LongAdder();

  private final PrintStream out;
  private final LineFormat format;
  private volatile Words words;
  private final LineLimit limit;
  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MAX_WAITING);

  /** The number of characters of the lines that wait. */
  private final AtomicLong characters = new AtomicLong();

  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer = new Thread(this::write, "charla-console");

  /** Starts the thread that writes. */
  public LogOutput(PrintStream out, LineFormat format, Words words) {
    this(out, format, words, System::nanoTime);
  }

  LogOutput(PrintStream out, LineFormat format, Words words, LongSupplier nanoTime) {
    this.out = out;
    this.format = format;
    this.words = words;
    this.limit = new LineLimit(nanoTime);
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * How many lines this process has not written since its start: lines beyond the limits, even if
   * no summary has counted them yet, and lines that were dropped because standard error was
   * blocked.
   */
  public static long unwrittenLines() {
    return UNWRITTEN_LINES.sum();
  }

  /** Changes the language. */
  public void words(Words changed) {
    words = changed;
  }

  /** Writes a line without a limit. Only for lines that no peer can cause. */
  public void write(Line line) {
    enqueue(text(() -> line));
  }

  /**
   * Writes a line or, if too many lines of this kind were written, only counts it.
   *
   * @param kind the kind of the line: lines with equal kinds are limited together
   * @param atOnce how many lines of this kind are written at once; 1 or more
   * @param line makes the line: before this method returns, or later on another thread if the line
   *     represents lines that were left out
   */
  public void writeLimited(String kind, int atOnce, Supplier<Line> line) {
    if (limit.count(kind, atOnce, line)) {
      write(line.get());
    } else {
      UNWRITTEN_LINES.increment();
    }
  }

  /**
   * Writes the waiting lines, and the summaries of the lines that were left out. Returns after at
   * most a second, even if standard error is blocked.
   */
  public void flush() {
    CountDownLatch written = new CountDownLatch(1);
    Runnable last =
        () -> {
          writeRest();
          written.countDown();
        };
    if (waiting.offer(last)) {
      try {
        boolean unused = written.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Writes the waiting lines, for at most a second, and stops the thread. */
  @Override
  public void close() {
    if (!waiting.offer(END)) {
      writer.interrupt();
    }
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Adds a text to the queue. The queue has texts instead of {@link Line}s, because a line may take
   * several times as much memory.
   */
  private void enqueue(String text) {
    Runnable write =
        () -> {
          out.print(text);
          characters.addAndGet(-text.length());
        };
    if (characters.addAndGet(text.length()) > MAX_CHARACTERS || !waiting.offer(write)) {
      characters.addAndGet(-text.length());
      dropped.incrementAndGet();
      UNWRITTEN_LINES.increment();
    }
  }

  private void write() {
    try {
      Runnable next = waiting.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      while (next != END) {
        if (next != null) {
          next.run();
        }
        writeDroppedCount();
        limit.dueSummaries().forEach(this::print);
        next = waiting.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writeRest();
  }

  private void writeRest() {
    writeDroppedCount();
    limit.remainingSummaries().forEach(this::print);
    out.flush();
  }

  private void writeDroppedCount() {
    long lines = dropped.getAndSet(0);
    if (lines > 0) {
      Map<String, String> fields = Map.of("kind", "dropped", "count", Long.toString(lines));
      print(() -> Line.ofConsole(Instant.now(), Level.WARNING, words.dropped(lines), fields));
    }
  }

  private void print(Supplier<Line> line) {
    out.print(text(line));
  }

  private String text(Supplier<Line> line) {
    try {
      Line made = line.get();
      return format.format(made, made.leftOut() == 0 ? "" : words.leftOut(made.leftOut()));
    } catch (RuntimeException defect) {
      return "charla-server: a line could not be formatted: " + defect + "\n";
    }
  }
}
