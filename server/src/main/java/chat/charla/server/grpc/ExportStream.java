package chat.charla.server.grpc;

import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.server.chat.ExportOutlet;
import chat.charla.server.refusal.Outcome;
import io.grpc.stub.ServerCallStreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends an export to its client, and waits while the client does not read. */
final class ExportStream implements ExportOutlet {
  private static final Logger LOG = System.getLogger(ExportStream.class.getName());

  private final ServerCallStreamObserver<ExportUserResponse> client;
  private final Consumer<Outcome<ExportUserResponse>> reply;

  /** The task that waits until the client can receive more. Guarded by this. */
  private @Nullable Runnable waiting;

  /**
   * Creates a stream. Called before the method of the service returns.
   *
   * @param reply sends the last response or the refusal
   */
  ExportStream(
      ServerCallStreamObserver<ExportUserResponse> client,
      Consumer<Outcome<ExportUserResponse>> reply) {
    this.client = client;
    this.reply = reply;
    client.setOnReadyHandler(this::ready);
  }

  @Override
  public void send(ExportUserResponse response) {
    try {
      client.onNext(response);
    } catch (RuntimeException e) {
      // The call has ended. Its cancel handler stops the export.
      LOG.log(Level.DEBUG, "a part of an export could not be sent", e);
    }
  }

  @Override
  public void whenReady(Runnable task) {
    synchronized (this) {
      if (!client.isReady()) {
        waiting = task;
        return;
      }
    }
    task.run();
  }

  private void ready() {
    Runnable task;
    synchronized (this) {
      task = waiting;
      waiting = null;
    }
    if (task != null) {
      task.run();
    }
  }

  @Override
  public void end(Outcome<ExportUserResponse> outcome) {
    reply.accept(outcome);
  }
}
