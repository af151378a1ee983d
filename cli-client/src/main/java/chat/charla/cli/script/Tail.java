package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Fields;
import chat.charla.cli.text.Messages;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.ConnectionState;
import chat.charla.client.SavedSession;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Follows a room: a line for each message, with sequence, time, author and text, as it arrives. It
 * resumes by itself after any loss. Its state is owned by the client's scheduler.
 */
public final class Tail implements ChatListener {
  private String room;
  private final long count;
  private final PrintStream out;
  private final PrintStream err;
  private final Messages messages;
  private final Explanations explanations;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private long printed;
  private boolean away;

  /**
   * A tail that has not begun.
   *
   * @param count end after so many messages; 0 for never
   * @param out where messages go
   * @param err where everything else goes
   */
  public Tail(String room, long count, PrintStream out, PrintStream err, Messages messages) {
    this.room = room;
    this.count = count;
    this.out = out;
    this.err = err;
    this.messages = messages;
    this.explanations = new Explanations(messages);
  }

  /**
   * Follows until the count is reached, or nobody reads the output any more.
   *
   * @param since start after this sequence, or null for only what is new
   * @throws CallFailedException if the server refuses
   */
  public void follow(ScriptSession session, @Nullable Long since)
      throws CallFailedException, InterruptedIOException {
    room = session.enter(room);
    SavedSession.Builder self = SavedSession.builder().identity(session.token(), "");
    if (since != null) {
      self.addCursor(room, "", since);
    }
    ClientOptions options = ClientOptions.builder().build();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("charla-tail");
        ChatClient client =
            new ChatClient(session.transport(), scheduler, options, this, self.build())) {
      client.start();
      end.get();
      // While the stream is open: the others see one who leaves, not a lost connection.
      session.leave();
    } catch (ExecutionException e) {
      if (session.hasLeft()) {
        // A signal ends the program, and the server has answered to that.
        return;
      }
      if (e.getCause() instanceof CallFailedException failed) {
        throw failed;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following a room");
    }
  }

  @Override
  public void onEvent(Event event) {
    if (!event.hasMessagePosted() || !event.getRoom().equals(room) || end.isDone()) {
      return;
    }
    out.println(
        Fields.line(
            event.getSequence(),
            time(event.getCreateTime()),
            event.getActor().getName(),
            event.getMessagePosted().getText()));
    printed++;
    // A closed pipe is how a reader says that it has enough.
    if (printed == count || out.checkError()) {
      end.complete(null);
    }
  }

  @Override
  public void onGap(Gap gap) {
    if (!gap.getRoom().equals(room)) {
      return;
    }
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      err.println(messages.text("tail.reset"));
    } else {
      err.println(
          messages.text("tail.gap", gap.getFirstMissingSequence(), gap.getLastMissingSequence()));
    }
  }

  @Override
  public void onState(ConnectionState state) {
    CallFailure cause = state.cause();
    switch (state.kind()) {
      case WAITING -> {
        if (!away && cause != null) {
          away = true;
          err.println(messages.text("tail.away", explanations.of(cause)));
        }
      }
      case ONLINE -> {
        if (away) {
          away = false;
          err.println(messages.text("tail.back"));
        }
      }
      case STOPPED, NAME_NEEDED -> fail(cause);
      default -> {}
    }
  }

  private void fail(@Nullable CallFailure cause) {
    CallFailure failure =
        cause != null ? cause : CallFailure.of(Status.Code.UNAUTHENTICATED, "the identity is gone");
    end.completeExceptionally(new CallFailedException(failure));
  }

  @Override
  public void onListenerFailure(Throwable failure) {
    end.completeExceptionally(failure);
  }

  private static Instant time(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
