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
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import com.google.gson.JsonObject;
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
final class EventPrinter implements ChatListener {
  /** Standard output in UTF-8, independent of the locale. */
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final AtomicReference<@Nullable ChatClient> client = new AtomicReference<>();
  private User self = User.getDefaultInstance();
  private boolean online;

  /** Whether the client has stopped until its user logs in. */
  private boolean loggedOut;

  private boolean inputEnded;

  /** The last printed sequence of each timeline, by room. */
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
    printReached(room);
  }

  /** There are no more commands, so a client that has stopped cannot continue. */
  synchronized void endInput() {
    inputEnded = true;
    if (loggedOut) {
      exitCode.complete(1);
    }
  }

  /** The command {@code log-in} has been read. */
  synchronized void expectLogIn() {
    loggedOut = false;
  }

  /** Prints that a log-in has failed. */
  void printLogInFailed(CallFailure failure) {
    printStopped(
        reason(failure),
        failure.reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED
            || failure.reason() == ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
  }

  /** Prints that the guest is an account. */
  void printRegistered(User user) {
    JsonObject line = line("registered");
    line.addProperty("id", user.getId());
    line.addProperty("name", user.getName());
    print(line);
  }

  /** Prints that the guest stays a guest. */
  void printRegisterRefused(CallFailure failure) {
    JsonObject line = line("register-refused");
    line.addProperty("reason", reason(failure));
    line.addProperty("code", failure.code().value());
    print(line);
  }

  /** Prints that the command {@code leave} has been read. */
  void printLeaving() {
    print(line("leaving"));
  }

  /** Prints the answer to the command {@code users}. */
  void printUsers(String room, List<String> names) {
    JsonObject line = line("users");
    line.addProperty("room", room);
    line.addProperty("names", String.join(" ", names));
    print(line);
  }

  /** Prints that a message is durable. */
  void printSent(String id, SendMessageResponse response) {
    JsonObject line = line("sent");
    line.addProperty("id", id);
    line.addProperty("sequence", response.getSequence());
    line.addProperty("duplicate", response.getDuplicate());
    print(line);
  }

  /** Prints why an {@code Execute} with a message has failed. */
  void printNotSent(String id, CallFailure failure) {
    switch (failure.reason()) {
      // None of these is a final answer about the message: an attempt may have posted it.
      case ERROR_REASON_UNSPECIFIED,
          ERROR_REASON_INTERNAL,
          ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_RATE_LIMITED,
          ERROR_REASON_SESSION_EXPIRED,
          ERROR_REASON_SESSION_ENDED ->
          printLost(id);
      default -> printRefused(id, reason(failure), failure.code().value());
    }
  }

  /** Prints that an {@code Execute} has not entered a room. */
  void printRoomRefused(String room, CallFailure failure) {
    printRoomRefused(room, reason(failure), failure.code().value());
  }

  @Override
  public void onState(ConnectionState state) {
    switch (state.kind()) {
      case WAITING -> {
        long millis = state.delay() == null ? 0 : state.delay().toMillis();
        printOffline(state.cause(), millis);
      }
      case JOINING, CONNECTING -> {
        if (online) {
          printOffline(state.cause(), 0);
        }
      }
      case NAME_NEEDED -> takeSuggestion(state);
      case LEFT -> exitCode.complete(0);
      case STOPPED -> printStopped(state);
      default -> {}
    }
  }

  @Override
  public void onJoined(JoinResponse response) {
    printIfNewUser(response.getSelf());
  }

  @Override
  public void onReady(Ready ready) {
    printIfNewUser(ready.getSelf());
    online = true;
    print(line("online"));
  }

  @Override
  public void onEvent(Event event) {
    if (event.getSequence() == 0) {
      return;
    }
    JsonObject line = line(event.hasMessagePosted() ? "message" : "unknown");
    line.addProperty("room", event.getRoom());
    line.addProperty("sequence", event.getSequence());
    if (event.hasMessagePosted()) {
      line.addProperty("id", event.getMessagePosted().getClientMessageId());
      line.addProperty("from", event.getActor().getId());
      line.addProperty("text", event.getMessagePosted().getText());
    }
    print(line);
    recordPrinted(event.getRoom(), event.getSequence());
  }

  @Override
  public void onGap(Gap gap) {
    JsonObject line = line("gap");
    line.addProperty("room", gap.getRoom());
    line.addProperty("reason", reason(gap.getReason()));
    line.addProperty("first", gap.getFirstMissingSequence());
    line.addProperty("last", gap.getLastMissingSequence());
    print(line);
    recordPrinted(gap.getRoom(), gap.getLastMissingSequence());
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    switch (message.status()) {
      case SENT -> {
        var response = message.response();
        printSent(
            message.clientMessageId(),
            response == null ? SendMessageResponse.getDefaultInstance() : response);
      }
      case REFUSED -> {
        Refusal refusal = message.refusal();
        Error error = refusal == null ? Error.getDefaultInstance() : refusal.error();
        printRefused(message.clientMessageId(), reason(error), error.getCode());
      }
      case OUTCOME_UNKNOWN -> printLost(message.clientMessageId());
      case PENDING -> throw new IllegalStateException("settled and pending: " + message);
    }
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    JsonObject line = line("entered");
    line.addProperty("room", entered.getTimeline().getRoom());
    print(line);
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    JsonObject line = line("left");
    line.addProperty("room", left.getRoom());
    print(line);
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    printRoomRefused(room, reason(error), error.getCode());
  }

  @Override
  public void onProtocolViolation(String description) {
    System.err.println("the server breaks the contract: " + description);
  }

  private void printRefused(String id, String reason, int code) {
    JsonObject line = line("refused");
    line.addProperty("id", id);
    line.addProperty("reason", reason);
    line.addProperty("code", code);
    print(line);
  }

  private void printLost(String id) {
    JsonObject line = line("lost");
    line.addProperty("id", id);
    print(line);
  }

  private void printRoomRefused(String room, String reason, int code) {
    JsonObject line = line("room-refused");
    line.addProperty("room", room);
    line.addProperty("reason", reason);
    line.addProperty("code", code);
    print(line);
  }

  /** If the name is taken, joins with the name that the server suggests (PROTOCOL.md). */
  private void takeSuggestion(ConnectionState state) {
    String suggestion = state.suggestedName();
    ChatClient followed = client.get();
    if (suggestion != null && followed != null) {
      followed.useName(suggestion);
      return;
    }
    printStopped(state);
  }

  private void printStopped(ConnectionState state) {
    if (state.stopReason() == StopReason.DRAINED) {
      exitCode.complete(0);
      return;
    }
    StopReason reason = state.stopReason();
    printStopped(
        reason(state.cause()),
        reason == StopReason.SESSION_REVOKED
            || reason == StopReason.SESSION_EXPIRED
            || reason == StopReason.ACCOUNT_SUSPENDED);
  }

  /** Prints that the client has stopped. It exits, unless a log-in can follow. */
  private synchronized void printStopped(String reason, boolean mayLogIn) {
    online = false;
    JsonObject line = line("stopped");
    line.addProperty("reason", reason);
    print(line);
    loggedOut = mayLogIn;
    if (!mayLogIn || inputEnded) {
      exitCode.complete(1);
    }
  }

  private void printOffline(@Nullable CallFailure cause, long retryMillis) {
    online = false;
    JsonObject line = line("offline");
    line.addProperty("reason", reason(cause));
    line.addProperty("retry_ms", retryMillis);
    print(line);
  }

  private void printIfNewUser(User user) {
    if (!user.equals(self)) {
      if (!user.getId().equals(self.getId())) {
        forgetPositions();
      }
      self = user;
      JsonObject line = line("joined");
      line.addProperty("id", user.getId());
      line.addProperty("name", user.getName());
      print(line);
    }
  }

  private synchronized void forgetPositions() {
    printed.clear();
  }

  private synchronized void recordPrinted(String room, long sequence) {
    printed.put(room, sequence);
    printReached(room);
  }

  private void printReached(String room) {
    long position = printed.getOrDefault(room, 0L);
    List<Long> waiting = expected.getOrDefault(room, new ArrayList<>());
    for (Long sequence : List.copyOf(waiting)) {
      if (sequence <= position) {
        waiting.remove(sequence);
        JsonObject line = line("reached");
        line.addProperty("room", room);
        line.addProperty("sequence", sequence);
        print(line);
      }
    }
  }

  /** An object of this type, whose keys are printed in the order in which they are added. */
  private static JsonObject line(String type) {
    JsonObject line = new JsonObject();
    line.addProperty("type", type);
    return line;
  }

  private void print(JsonObject line) {
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
