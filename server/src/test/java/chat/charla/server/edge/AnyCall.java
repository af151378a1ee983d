package chat.charla.server.edge;

import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call of any method. It sends one empty request and half-closes. */
final class AnyCall<A> extends ClientCall.Listener<A> {
  private final Recording<A> received = new Recording<>();
  private final CompletableFuture<Refusal> end = new CompletableFuture<>();

  private AnyCall() {}

  static <Q, A> AnyCall<A> of(Channel channel, MethodDescriptor<Q, A> method) {
    AnyCall<A> answer = new AnyCall<>();
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(answer, new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(method.parseRequest(new ByteArrayInputStream(new byte[0])));
    call.halfClose();
    return answer;
  }

  /** Everything received until the end. */
  List<A> received() {
    return received.all();
  }

  Refusal end() {
    return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void onMessage(A message) {
    received.add(message);
  }

  @Override
  public void onClose(Status status, @Nullable Metadata trailers) {
    end.complete(Refusal.of(status, trailers));
  }
}
