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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls whose messages are any bytes. */
public final class RawCalls {
  private RawCalls() {}

  /** How a call ended: its status, and what came with it. */
  public record End(Status status, Metadata trailers) {}

  /** Calls the method with these bytes for a request, and waits for the end of the call. */
  public static End call(Channel channel, MethodDescriptor<?, ?> method, byte[] request) {
    return call(channel, method, request, new Metadata());
  }

  static End call(
      Channel channel, MethodDescriptor<?, ?> method, byte[] request, Metadata headers) {
    return call(channel, method, List.of(request), CallOptions.DEFAULT, headers);
  }

  /** Calls the method with so many requests as there are, compressed if the options say so. */
  public static End call(
      Channel channel, MethodDescriptor<?, ?> method, List<byte[]> requests, CallOptions options) {
    return call(channel, method, requests, options, new Metadata());
  }

  private static End call(
      Channel channel,
      MethodDescriptor<?, ?> method,
      List<byte[]> requests,
      CallOptions options,
      Metadata headers) {
    CompletableFuture<End> end = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            method.toBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .build(),
            options);
    call.start(
        new ClientCall.Listener<byte[]>() {
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

  /** Messages are what they are. */
  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
