package chat.charla.bench.inner;

import chat.charla.server.delivery.EventSlice;
import chat.charla.server.grpc.Outgoing;
import chat.charla.server.grpc.OutgoingMarshaller;
import io.grpc.Drainable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures, in nanoseconds, how long it takes to add one event to the window, to make one gRPC
 * message, and to deliver to one subscription in a pass over many.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class InnerLoops {
  private static final int READERS = 200;

  /** The size of a serialized event, in bytes. */
  @Param({"170", "1094"})
  public int bytes;

  private final OutgoingMarshaller marshaller = new OutgoingMarshaller();
  private final Sink sink = new Sink();
  private BenchTimeline unread = new BenchTimeline(0);
  private BenchTimeline room = new BenchTimeline(0);
  private EventSlice slice = new EventSlice(new byte[0], 0, 0);

  @Setup
  public void prepare() {
    unread = new BenchTimeline(bytes);
    unread.addReader(false);
    room = new BenchTimeline(bytes);
    for (int i = 0; i < READERS; i++) {
      room.addReader(true);
    }
    slice = new EventSlice(new byte[bytes], 0, bytes);
  }

  /** Adds an event to the window while no reader is ready. */
  @Benchmark
  public void addAnEvent() {
    unread.post();
  }

  /** Makes a gRPC message from a slice, and copies the message as gRPC does. */
  @Benchmark
  public int makeAMessage() throws IOException {
    try (InputStream stream = marshaller.stream(new Outgoing.Batch(slice))) {
      return stream.available() + ((Drainable) stream).drainTo(sink);
    }
  }

  /**
   * Adds an event to the window, and delivers it to 200 readers in one pass. The result is the time
   * for one reader.
   */
  @Benchmark
  @OperationsPerInvocation(READERS)
  public long deliverToOneReader() {
    room.post();
    room.runLoop();
    return room.deliveredBytes();
  }

  /** Receives the copied bytes, like a transport's buffer. */
  private static final class Sink extends OutputStream {
    private final byte[] buffer = new byte[4096];
    private int last;

    @Override
    public void write(int one) {
      last = one;
      buffer[0] = (byte) last;
    }

    @Override
    public void write(byte[] source, int from, int length) {
      System.arraycopy(source, from, buffer, 0, length);
    }
  }
}
