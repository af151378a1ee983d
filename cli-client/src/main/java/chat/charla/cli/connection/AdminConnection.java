package chat.charla.cli.connection;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import chat.charla.client.CallFailure;
import chat.charla.client.TimeLimitedSockets;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Makes the calls of an administrator, and waits for their answers. */
public final class AdminConnection implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final AdminServiceBlockingStub calls;
  private final ChatServiceBlockingStub chat;

  private AdminConnection(ManagedChannel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    this.channel = channel;
    ClientInterceptor withToken = MetadataUtils.newAttachHeadersInterceptor(headers);
    this.calls = AdminServiceGrpc.newBlockingStub(channel).withInterceptors(withToken);
    this.chat = ChatServiceGrpc.newBlockingStub(channel).withInterceptors(withToken);
  }

  /** A connection that is made with the first call. */
  public static AdminConnection open(Route route, String token) {
    return new AdminConnection(Channels.configured(route, new TimeLimitedSockets()).build(), token);
  }

  /** Makes a call that the server answers at once. */
  public <T> T call(Function<AdminServiceBlockingStub, T> call) throws CallFailedException {
    try {
      return call.apply(
          calls.withDeadlineAfter(Calls.TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (StatusRuntimeException e) {
      throw failed(e);
    }
  }

  /** Makes a call of {@code ChatService} with the administration token. */
  public <T> T chat(Function<ChatServiceBlockingStub, T> call) throws CallFailedException {
    try {
      return call.apply(chat.withDeadlineAfter(Calls.TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (StatusRuntimeException e) {
      throw failed(e);
    }
  }

  /** Receives the responses of a call, and may fail. */
  public interface Responses<T, E extends Exception> {
    /** Takes the next response. */
    void accept(T response) throws E;
  }

  /**
   * Makes a call that has several responses and may take long, and passes every response to {@code
   * responses}.
   */
  public <T, E extends Exception> void stream(
      Function<AdminServiceBlockingStub, Iterator<T>> call, Responses<? super T, E> responses)
      throws CallFailedException, E {
    try {
      Iterator<T> answers = call.apply(calls);
      while (answers.hasNext()) {
        responses.accept(answers.next());
      }
    } catch (StatusRuntimeException e) {
      throw failed(e);
    }
  }

  private static CallFailedException failed(StatusRuntimeException failure) {
    return new CallFailedException(
        CallFailure.fromStatus(
            Status.fromThrowable(failure), Status.trailersFromThrowable(failure)));
  }

  /** Closes the connection, and cancels its calls. */
  @Override
  public void close() {
    channel.shutdownNow();
  }
}
