package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.ExportUserRequest;
import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.v1.ErrorReason;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export over a real socket, whose flow control the server obeys. */
class ExportTest {
  private static final int MESSAGES = 600;

  @TempDir private Path data;
  @AutoClose private RunningServer server;
  private RawClient operator;
  private RawClient ana;

  @BeforeEach
  void start() throws IOException {
    server = RunningServer.with(data, config -> config.rates(RateSettings.UNLIMITED));
    operator = server.connect().withToken(server.adminToken());
    ana = server.join("Ana");
  }

  /** The export is longer than the flow control windows of the transport. */
  @Test
  void aClientThatReadsLateGetsEverything() {
    List<String> texts =
        IntStream.range(0, MESSAGES).mapToObj(i -> i + " " + "x".repeat(2000)).toList();
    texts.forEach(ana::say);
    Export export = new Export(1);
    export.responses.await("the first response", 1);
    server.join("Berta").say("the server works");

    export.call.request(Integer.MAX_VALUE);

    assertTrue(export.end().isOk());
    assertEquals(
        texts,
        export.responses.all().stream()
            .filter(each -> each.getRecord().hasEvent())
            .map(each -> each.getRecord().getEvent().getMessagePosted().getText())
            .toList());
    List<ExportUserResponse> all = export.responses.all();
    assertTrue(all.get(all.size() - 1).getProgress().getComplete());
  }

  @Test
  void anInterruptedExportMakesPlaceForTheNext() {
    IntStream.range(0, MESSAGES).forEach(i -> ana.say(i + " " + "x".repeat(2000)));
    Export first = new Export(1);
    first.responses.await("the first response", 1);
    Refusal refusal = Refusal.of(() -> new Export(Integer.MAX_VALUE).end().ok());
    refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);

    first.call.cancel("the operator has had enough", null);

    Patience.await("the next export", () -> new Export(Integer.MAX_VALUE).end().isOk());
  }

  /** How an export has ended. */
  private record End(Status status, Metadata trailers) {
    boolean isOk() {
      return status.isOk();
    }

    void ok() {
      if (!isOk()) {
        throw status.asRuntimeException(trailers);
      }
    }
  }

  private final class Export extends ClientCall.Listener<ExportUserResponse> {
    private final Recording<ExportUserResponse> responses = new Recording<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final ClientCall<ExportUserRequest, ExportUserResponse> call =
        operator.channel().newCall(AdminServiceGrpc.getExportUserMethod(), CallOptions.DEFAULT);

    Export(int wanted) {
      call.start(this, new Metadata());
      call.request(wanted);
      call.sendMessage(ExportUserRequest.newBuilder().setUserId(ana.id()).build());
      call.halfClose();
    }

    End end() {
      return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void onMessage(ExportUserResponse response) {
      responses.add(response);
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
      end.complete(new End(status, trailers == null ? new Metadata() : trailers));
    }
  }
}
