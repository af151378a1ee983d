package chat.charla.interop.driver;

import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ConnectionState;
import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.StopReason;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.User;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Prints the client's events, one JSON object per line, and determines the exit code. */
final class Narrator implements ChatListener {
  /** Standard output in UTF-8, independent of the locale. */
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final AtomicReference<@Nullable ChatClient> client = new AtomicReference<>();
  private User self = User.getDefaultInstance();
  private boolean online;

  /** The last sequence printed of each timeline. */
  private final Map<String, Long> printed = new HashMap<>();

  /** The sequences of {@code expect} commands that have not been reached yet, by room. */
  private final Map<String, List<Long>> expected = new HashMap<>();

  void follow(ChatClient followed) {
    client.set(followed);
  }

  int awaitExitCode() throws InterruptedException {
    try {
      return exitCode.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Called by the thread that reads commands, unlike the callbacks of the client. */
  synchronized void expect(String room, long sequence) {
    expected.computeIfAbsent(room, any -> new ArrayList<>()).add(sequence);
    tellReached(room);
  }

  /** Prints that the command {@code leave} has been read. */
  void tellLeaving() {
    print(new JsonLine("leaving"));
  }

  /** Prints the answer to the command {@code users}. */
  void tellUsers(String room, List<String> names) {
    print(new JsonLine("users").with("room", room).with("names", String.join(" ", names)));
  }

  @Override
  public void onState(ConnectionState state) {
    switch (state.kind()) {
      case WAITING -> {
        long millis = state.delay() == null ? 0 : state.delay().toMillis();
        lost(state.cause(), millis);
      }
      case JOINING, CONNECTING -> {
        if (online) {
          lost(state.cause(), 0);
        }
      }
      case NAME_NEEDED -> takeSuggestion(state);
      case LEFT -> exitCode.complete(0);
      case STOPPED -> stopped(state);
      default -> {}
    }
  }

  @Override
  public void onJoined(JoinResponse response) {
    introduce(response.getSelf());
  }

  @Override
  public void onReady(Ready ready) {
    introduce(ready.getSelf());
    online = true;
    print(new JsonLine("online"));
  }

  @Override
  public void onEvent(Event event) {
    if (event.getSequence() == 0) {
      return;
    }
    if (event.hasMessagePosted()) {
      print(
          new JsonLine("message")
              .with("room", event.getRoom())
              .with("sequence", event.getSequence())
              .with("id", event.getMessagePosted().getClientMessageId())
              .with("from", event.getActor().getId())
              .with("text", event.getMessagePosted().getText()));
    } else {
      print(
          new JsonLine("unknown")
              .with("room", event.getRoom())
              .with("sequence", event.getSequence()));
    }
    moveTo(event.getRoom(), event.getSequence());
  }

  @Override
  public void onGap(Gap gap) {
    print(
        new JsonLine("gap")
            .with("room", gap.getRoom())
            .with("reason", reason(gap.getReason()))
            .with("first", gap.getFirstMissingSequence())
            .with("last", gap.getLastMissingSequence()));
    moveTo(gap.getRoom(), gap.getLastMissingSequence());
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    switch (message.status()) {
      case SENT -> {
        var response = message.response();
        print(
            new JsonLine("sent")
                .with("id", message.clientMessageId())
                .with("sequence", response == null ? 0 : response.getSequence())
                .with("duplicate", response != null && response.getDuplicate()));
      }
      case REFUSED -> {
        Refusal refusal = message.refusal();
        Error error = refusal == null ? Error.getDefaultInstance() : refusal.error();
        print(
            new JsonLine("refused")
                .with("id", message.clientMessageId())
                .with("reason", reason(error))
                .with("code", error.getCode()));
      }
      case OUTCOME_UNKNOWN -> print(new JsonLine("lost").with("id", message.clientMessageId()));
      case PENDING -> throw new IllegalStateException("settled and pending: " + message);
    }
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    print(new JsonLine("entered").with("room", entered.getTimeline().getRoom()));
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    print(new JsonLine("left").with("room", left.getRoom()));
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    print(
        new JsonLine("room-refused")
            .with("room", room)
            .with("reason", reason(error))
            .with("code", error.getCode()));
  }

  @Override
  public void onProtocolViolation(String description) {
    System.err.println("the server breaks the contract: " + description);
  }

  /**
   * Joins with the name that the server suggests instead of a taken one, as PROTOCOL.md requires.
   */
  private void takeSuggestion(ConnectionState state) {
    String suggestion = state.suggestedName();
    ChatClient followed = client.get();
    if (suggestion != null && followed != null) {
      followed.useName(suggestion);
      return;
    }
    stopped(state);
  }

  private void stopped(ConnectionState state) {
    if (state.stopReason() == StopReason.DRAINED) {
      exitCode.complete(0);
      return;
    }
    print(new JsonLine("stopped").with("reason", reason(state.cause())));
    exitCode.complete(1);
  }

  private void lost(@Nullable CallFailure cause, long retryMillis) {
    online = false;
    print(new JsonLine("offline").with("reason", reason(cause)).with("retry_ms", retryMillis));
  }

  private void introduce(User user) {
    if (!user.equals(self)) {
      if (!user.getId().equals(self.getId())) {
        forgetPositions();
      }
      self = user;
      print(new JsonLine("joined").with("id", user.getId()).with("name", user.getName()));
    }
  }

  private synchronized void forgetPositions() {
    printed.clear();
  }

  private synchronized void moveTo(String room, long sequence) {
    printed.put(room, sequence);
    tellReached(room);
  }

  private void tellReached(String room) {
    long position = printed.getOrDefault(room, 0L);
    List<Long> waiting = expected.getOrDefault(room, new ArrayList<>());
    for (Long sequence : List.copyOf(waiting)) {
      if (sequence <= position) {
        waiting.remove(sequence);
        print(new JsonLine("reached").with("room", room).with("sequence", sequence));
      }
    }
  }

  private void print(JsonLine line) {
    out.println(line);
  }

  private static String reason(@Nullable CallFailure failure) {
    if (failure == null) {
      return "";
    }
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED -> failure.code().name();
      case UNRECOGNIZED -> "UNRECOGNIZED";
      default -> withoutPrefix(failure.reason());
    };
  }

  private static String reason(Error error) {
    return error.getReason() == ErrorReason.UNRECOGNIZED
        ? Integer.toString(error.getReasonValue())
        : withoutPrefix(error.getReason());
  }

  private static String reason(GapReason reason) {
    return reason.name().replaceFirst("^GAP_REASON_", "");
  }

  private static String withoutPrefix(ErrorReason reason) {
    return reason.name().replaceFirst("^ERROR_REASON_", "");
  }
}
