package chat.charla.bench.http2;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A client program that speaks the delivery kit's line protocol ({@code interop/kit}). */
final class KitClient implements RecordedClient {
  private final Process program;
  private final AtomicLong delivered = new AtomicLong();
  private volatile boolean online;

  /**
   * Starts the program, which joins and opens a stream.
   *
   * @param command the program and its arguments, except the server's address
   * @param stock whether the program leaves the flow control windows to its gRPC library
   */
  KitClient(List<String> command, boolean stock, int port) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--server", "127.0.0.1:" + port));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CHARLA_STOCK_WINDOWS", stock ? "1" : "0");
    program = builder.start();
    BufferedReader lines = program.inputReader(StandardCharsets.UTF_8);
    Thread reader = new Thread(() -> lines.lines().forEach(this::line), "kit-client");
    reader.setDaemon(true);
    reader.start();
    program.getOutputStream().write("join Recorded\n".getBytes(StandardCharsets.UTF_8));
    program.getOutputStream().flush();
  }

  private void line(String json) {
    String type = JsonParser.parseString(json).getAsJsonObject().get("type").getAsString();
    if (type.equals("online")) {
      online = true;
    } else if (type.equals("message")) {
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
