package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.ConnectionState;
import chat.charla.client.SavedSession;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.StopReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.TimelineState;
import io.grpc.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program that follows what its identity can see, through any loss of the connection. A server
 * that is not there from the start is told at once, and one that goes away later is waited for.
 *
 * <p>Its state, and that of those who extend it, is owned by the client's scheduler, on which all
 * methods of a listener are called.
 */
public abstract class Follower implements ChatListener {
  private final ScriptSession session;
  private final Map<String, String> epochs = new HashMap<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private boolean wasReady;

  /** Why the connection is away; null while it is there. Read by the caller's thread, too. */
  private volatile @Nullable CallFailure away;

  /** A follower with the identity of this session. */
  protected Follower(ScriptSession session) {
    this.session = session;
  }

  /**
   * Follows until the end, which is one of: {@link #finish}, the time limit, and a refusal that
   * repeating would not change.
   *
   * @param positions after which sequences to begin; a timeline without one begins where the
   *     identity's membership did
   * @param limit how long, or null for as long as it takes
   * @return false if the time limit was the end
   * @throws CallFailedException if the server refuses, or is away when the time is up
   */
  protected final boolean follow(Iterable<Position> positions, @Nullable Duration limit)
      throws CallFailedException, IOException {
    SavedSession.Builder self = SavedSession.builder().identity(session.token(), "");
    for (Position position : positions) {
      self.addCursor(position.room(), position.epoch(), position.sequence());
    }
    ClientOptions options = ClientOptions.builder().build();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("charla-follower");
        ChatClient client =
            new ChatClient(session.transport(), scheduler, options, this, self.build())) {
      begin(client, scheduler);
      client.start();
      boolean ended = awaitEnd(limit);
      // While the stream is open: the others see one who leaves, not a lost connection.
      session.leave();
      return ended;
    }
  }

  /** The client is about to be started. Called once, by the thread that follows. */
  protected abstract void begin(ChatClient client, SingleThreadScheduler scheduler);

  /** The connection is there, for the first time or again. */
  protected abstract void connected(Ready ready, boolean again);

  /**
   * The connection is lost.
   *
   * @param retryIn when it will be tried again, or null for never
   */
  protected abstract void disconnected(CallFailure cause, @Nullable Duration retryIn);

  /** Ends this well. May be called by any thread. */
  protected final void finish() {
    end.complete(null);
  }

  /** Ends this with a failure. May be called by any thread. */
  protected final void fail(Throwable failure) {
    end.completeExceptionally(failure);
  }

  /** Whether the end has come. */
  protected final boolean isOver() {
    return end.isDone();
  }

  /** The present life of a timeline, or empty if it is not known. */
  protected final String epoch(String room) {
    return epochs.getOrDefault(room, "");
  }

  @Override
  public void onEvent(Event event) {}

  @Override
  public void onGap(Gap gap) {
    epochs.put(gap.getRoom(), gap.getEpoch());
  }

  @Override
  public void onReady(Ready ready) {
    for (TimelineState timeline : ready.getTimelinesList()) {
      epochs.put(timeline.getRoom(), timeline.getEpoch());
    }
    boolean again = wasReady;
    wasReady = true;
    away = null;
    connected(ready, again);
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    epochs.put(entered.getTimeline().getRoom(), entered.getTimeline().getEpoch());
  }

  @Override
  public void onState(ConnectionState state) {
    switch (state.kind()) {
      case WAITING -> {
        CallFailure cause = cause(state);
        away = cause;
        if (wasReady) {
          disconnected(cause, state.delay());
        } else {
          fail(new CallFailedException(cause));
        }
      }
      case STOPPED, NAME_NEEDED -> stopped(state);
      default -> {}
    }
  }

  @Override
  public void onListenerFailure(Throwable failure) {
    fail(failure);
  }

  private void stopped(ConnectionState state) {
    if (state.stopReason() == StopReason.DRAINED) {
      finish();
      return;
    }
    if (end.isDone() || session.hasLeft()) {
      // The server has answered to what this program does itself.
      return;
    }
    CallFailure cause = cause(state);
    disconnected(cause, null);
    fail(new CallFailedException(cause));
  }

  private static CallFailure cause(ConnectionState state) {
    CallFailure cause = state.cause();
    return cause != null
        ? cause
        : CallFailure.of(Status.Code.UNAUTHENTICATED, "the identity is gone");
  }

  private boolean awaitEnd(@Nullable Duration limit) throws CallFailedException, IOException {
    try {
      if (limit == null) {
        end.get();
      } else {
        end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (TimeoutException e) {
      CallFailure cause = away;
      if (cause != null) {
        throw new CallFailedException(cause);
      }
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallFailedException failed) {
        throw failed;
      }
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following a room");
    }
  }
}
