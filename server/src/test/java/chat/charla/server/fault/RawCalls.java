package chat.charla.server.fault;

import chat.charla.testkit.Patience;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls with arbitrary bytes as messages. */
public final class RawCalls {
  private RawCalls() {}

  /** How a call ended: its status and its trailers. */
  public record End(Status status, Metadata trailers) {}

  /** Calls the method with these bytes as its request, and waits for the end of the call. */
  public static End call(Channel channel, MethodDescriptor<?, ?> method, byte[] request) {
    return call(channel, method, request, new Metadata());
  }

  static End call(
      Channel channel, MethodDescriptor<?, ?> method, byte[] request, Metadata headers) {
    return call(channel, method, streams(List.of(request)), CallOptions.DEFAULT, headers);
  }

  /** Calls the method with these requests. They are compressed if the options say so. */
  public static End call(
      Channel channel, MethodDescriptor<?, ?> method, List<byte[]> requests, CallOptions options) {
    return call(channel, method, streams(requests), options, new Metadata());
  }

  /** Calls the method with this many compressed zeros, without holding them in memory. */
  static End callWithZeros(Channel channel, MethodDescriptor<?, ?> method, long count) {
    return call(
        channel,
        method,
        List.of(new Zeros(count)),
        CallOptions.DEFAULT.withCompression("gzip"),
        new Metadata());
  }

  private static List<InputStream> streams(List<byte[]> requests) {
    return requests.stream().<InputStream>map(ByteArrayInputStream::new).toList();
  }

  private static End call(
      Channel channel,
      MethodDescriptor<?, ?> method,
      List<InputStream> requests,
      CallOptions options,
      Metadata headers) {
    CompletableFuture<End> end = new CompletableFuture<>();
    ClientCall<InputStream, InputStream> call =
        channel.newCall(
            method.toBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .build(),
            options);
    call.start(
        new ClientCall.Listener<InputStream>() {
          @Override
          public void onClose(Status status, @Nullable Metadata trailers) {
            end.complete(new End(status, trailers == null ? new Metadata() : trailers));
          }
        },
        headers);
    call.request(Integer.MAX_VALUE);
    requests.forEach(call::sendMessage);
    call.halfClose();
    try {
      return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    } finally {
      call.cancel("the test is over", null);
    }
  }

  /** Sends and receives messages as bytes, without encoding or decoding them. */
  private enum Bytes implements MethodDescriptor.Marshaller<InputStream> {
    INSTANCE;

    @Override
    public InputStream stream(InputStream message) {
      return message;
    }

    @Override
    public InputStream parse(InputStream message) {
      try {
        return new ByteArrayInputStream(message.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A stream of zero bytes. Not thread-safe. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long count) {
      left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      Arrays.fill(target, offset, offset + count, (byte) 0);
      left -= count;
      return count;
    }
  }
}
