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
 * Follows the timelines of an identity, and reconnects after a loss of the connection. If the
 * server cannot be reached at the start, the follower fails at once.
 *
 * <p>The client's scheduler owns the state of a follower and its subclass, and calls all listener
 * methods.
 */
public abstract class Follower implements ChatListener {
  private final ScriptSession session;
  private final Map<String, String> epochs = new HashMap<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private boolean wasReady;

  /**
   * Why the connection is lost; null while the connection is open. Volatile, because the thread
   * that calls {@link #follow} also reads this field.
   */
  private volatile @Nullable CallFailure lossCause;

  /** Creates a follower with the identity of this session. */
  protected Follower(ScriptSession session) {
    this(session, false);
  }

  /**
   * Creates a follower with the identity of this session.
   *
   * @param wasReady whether the server was reached before; if so, the follower keeps trying when
   *     the server cannot be reached at the start
   */
  protected Follower(ScriptSession session, boolean wasReady) {
    this.session = session;
    this.wasReady = wasReady;
  }

  /**
   * Follows until {@link #finish} or {@link #fail} is called, the time limit expires, or the server
   * refuses and a retry would not help.
   *
   * @param cursors the cursors after which to begin; a timeline without a cursor begins with the
   *     identity's membership
   * @param limit the time limit, or null for none
   * @return false if the time limit has expired
   * @throws CallFailedException if the server refuses, or is not connected when the time limit
   *     expires
   */
  protected final boolean follow(Iterable<Cursor> cursors, @Nullable Duration limit)
      throws CallFailedException, IOException {
    SavedSession.Builder self = SavedSession.builder().identity(session.token(), "");
    for (Cursor cursor : cursors) {
      self.addCursor(cursor.room(), cursor.epoch(), cursor.sequence());
    }
    ClientOptions options = ClientOptions.builder().build();
    try (SingleThreadScheduler scheduler = new SingleThreadScheduler("charla-follower");
        ChatClient client =
            new ChatClient(session.transport(), scheduler, options, this, self.build())) {
      begin(client, scheduler);
      client.start();
      boolean ended = awaitEnd(limit);
      if (endsSession()) {
        // Leave while the stream is open. Otherwise other users would see this user as
        // reconnecting.
        session.leave();
      }
      return ended;
    }
  }

  /**
   * Prepares the subclass. {@link #follow} calls this once, on its caller's thread, before it
   * starts the client.
   */
  protected abstract void begin(ChatClient client, SingleThreadScheduler scheduler);

  /** Called when the stream is open, for the first time or again. */
  protected abstract void connected(Ready ready, boolean again);

  /**
   * Called when the connection is lost.
   *
   * @param retryIn the delay before the next attempt, or null if there is none
   */
  protected abstract void disconnected(CallFailure cause, @Nullable Duration retryIn);

  /** Whether the session ends with this follower. */
  protected boolean endsSession() {
    return true;
  }

  /** Ends following successfully. Any thread may call this. */
  protected final void finish() {
    end.complete(null);
  }

  /** Ends following with a failure. Any thread may call this. */
  protected final void fail(Throwable failure) {
    end.completeExceptionally(failure);
  }

  /** Whether following has ended. */
  protected final boolean isOver() {
    return end.isDone();
  }

  /** The current epoch of a timeline, or empty if it is not known. */
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
    lossCause = null;
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
        lossCause = cause;
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
      // The client stops because this program has ended the identity.
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
        : CallFailure.of(Status.Code.UNAUTHENTICATED, "the identity has ended");
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
      CallFailure cause = lossCause;
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
