package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.ConnectionState;
import chat.charla.client.SavedSession;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.Transport;
import chat.charla.v1.Error;
import chat.charla.v1.RoomEntered;
import io.grpc.Status;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Enters a room by a stream, because the contract has no unary call for that. Therefore a script
 * that enters a room is visible to other users, unlike a script in the lobby. The stream stays open
 * until {@link #close}. Otherwise other users would see the script's user as reconnecting.
 */
final class RoomEntry implements ChatListener, AutoCloseable {
  private final CompletableFuture<RoomEntered> result = new CompletableFuture<>();
  private final SingleThreadScheduler scheduler = new SingleThreadScheduler("charla-room-entry");
  private final ChatClient client;

  /** Starts to enter the room. */
  RoomEntry(Transport transport, String token, String room) {
    SavedSession self = SavedSession.builder().identity(token, "").build();
    ClientOptions options = ClientOptions.builder().connectTimeout(Calls.ATTEMPT_LIMIT).build();
    client = new ChatClient(transport, scheduler, options, this, self);
    client.enterRoom(room);
    client.start();
  }

  /** Waits until the room is entered, and returns its canonical name. */
  String await(Duration limit) throws CallFailedException, InterruptedIOException {
    return Calls.get(result, limit).getTimeline().getRoom();
  }

  @Override
  public void close() {
    client.close();
    scheduler.close();
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    result.complete(entered);
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    fail(CallFailure.fromError(error));
  }

  @Override
  public void onState(ConnectionState state) {
    CallFailure cause = state.cause();
    switch (state.kind()) {
      case NAME_NEEDED, STOPPED -> fail(cause);
      default -> {}
    }
  }

  private void fail(@Nullable CallFailure cause) {
    result.completeExceptionally(
        new CallFailedException(
            cause == null
                ? CallFailure.of(Status.Code.ABORTED, "the room was not entered")
                : cause));
  }
}
