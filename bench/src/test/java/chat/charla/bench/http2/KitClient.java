package chat.charla.bench.http2;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** A client program that speaks the delivery kit's line protocol ({@code interop/kit}). */
final class KitClient implements RecordedClient {
  private final Process program;
  private final AtomicLong delivered = new AtomicLong();
  private volatile boolean online;

  /** Starts the program, which joins and opens a stream. */
  KitClient(String command, int port) throws IOException {
    program =
        new ProcessBuilder(command, "--server", "127.0.0.1:" + port)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines = program.inputReader(StandardCharsets.UTF_8);
    Thread reader = new Thread(() -> lines.lines().forEach(this::line), "kit-client");
    reader.setDaemon(true);
    reader.start();
    program.getOutputStream().write("join Recorded\n".getBytes(StandardCharsets.UTF_8));
    program.getOutputStream().flush();
  }

  private void line(String json) {
    if (json.contains("\"type\":\"online\"")) {
      online = true;
    } else if (json.contains("\"type\":\"message\"")) {
      delivered.incrementAndGet();
    }
  }

  @Override
  public boolean online() {
    return online;
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public void close() {
    program.destroyForcibly();
    try {
      program.getInputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
