package chat.charla.android.world;

import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Tells the relay to hold back commands or frames of streams, or answers to calls, or to change
 * frames. The order of the messages stays. Thread-safe: a lock for each call guards its held
 * messages.
 */
public final class HoldingScript implements Script {
  private final Map<RelayedCall, Held> calls = new ConcurrentHashMap<>();
  private volatile boolean holdsCommands;
  private volatile boolean holdsFrames;
  private volatile String heldMethod = "";
  private volatile UnaryOperator<byte[]> rewriting = UnaryOperator.identity();

  /** Holds the commands of clients from now on, in order. */
  public void holdCommands() {
    holdsCommands = true;
  }

  /** How many commands are held on open streams. */
  public int heldCommands() {
    return calls.entrySet().stream()
        .mapToInt(entry -> count(entry.getKey(), entry.getValue().commands))
        .sum();
  }

  /** Forwards the held commands, and holds no further commands. */
  public void passCommands() {
    holdsCommands = false;
    calls.forEach(
        (call, held) -> {
          synchronized (call) {
            pass(held.commands);
          }
        });
  }

  /** Holds the frames of the server from now on, in order. */
  public void holdFrames() {
    holdsFrames = true;
  }

  /** How many frames of the server are held on open streams. */
  public int heldFrames() {
    return calls.entrySet().stream()
        .mapToInt(entry -> count(entry.getKey(), entry.getValue().frames))
        .sum();
  }

  /** Forwards the held frames, and holds no further frames. */
  public void passFrames() {
    holdsFrames = false;
    calls.forEach(
        (call, held) -> {
          synchronized (call) {
            pass(held.frames);
          }
        });
  }

  /**
   * Holds the answers to calls of this method from now on. They get as far as the relay, so the
   * server has carried out the calls.
   */
  public void holdAnswers(String method) {
    heldMethod = method;
  }

  /** How many calls of the method wait for their held answers. */
  public int heldAnswers() {
    return calls.entrySet().stream()
        .filter(entry -> entry.getKey().method().equals(heldMethod))
        .mapToInt(entry -> count(entry.getKey(), entry.getValue().frames))
        .sum();
  }

  /** Forwards the held answers, and holds no further answers. */
  public void passAnswers() {
    heldMethod = "";
    calls.forEach(
        (call, held) -> {
          synchronized (call) {
            pass(held.frames);
          }
        });
  }

  /** The first request of each call of this method so far, in no particular order. */
  public List<byte[]> requests(String method) {
    return calls.keySet().stream()
        .filter(call -> call.method().equals(method) && !call.requests().isEmpty())
        .map(call -> call.requests().get(0).message())
        .toList();
  }

  /** From now on, replaces every frame of the server by the result of this function. */
  public void rewriteFrames(UnaryOperator<byte[]> with) {
    rewriting = with;
  }

  @Override
  public void onRequest(RelayedCall call, byte[] message) {
    command(call, true, () -> call.toServer(message));
  }

  @Override
  public void onHalfClose(RelayedCall call) {
    command(call, false, call::halfClose);
  }

  @Override
  public void onResponse(RelayedCall call, byte[] message) {
    byte[] frame = isStream(call) ? rewriting.apply(message) : message;
    frame(call, true, () -> call.toClient(frame));
  }

  @Override
  public void onEnd(RelayedCall call, Status status, Metadata trailers) {
    frame(call, false, () -> call.end(status, trailers));
  }

  private void command(RelayedCall call, boolean isMessage, Runnable passing) {
    Deque<Step> held = held(call).commands;
    held.add(new Step(isMessage, passing));
    if (!holdsCommands || !isStream(call)) {
      pass(held);
    }
  }

  private void frame(RelayedCall call, boolean isMessage, Runnable passing) {
    Deque<Step> held = held(call).frames;
    held.add(new Step(isMessage, passing));
    boolean isHeld = (holdsFrames && isStream(call)) || call.method().equals(heldMethod);
    if (!isHeld) {
      pass(held);
    }
  }

  private Held held(RelayedCall call) {
    return calls.computeIfAbsent(call, unknown -> new Held());
  }

  private static void pass(Deque<Step> held) {
    while (!held.isEmpty()) {
      held.remove().passing.run();
    }
  }

  private static int count(RelayedCall call, Deque<Step> held) {
    synchronized (call) {
      return call.isAlive() ? (int) held.stream().filter(Step::isMessage).count() : 0;
    }
  }

  private static boolean isStream(RelayedCall call) {
    return call.method().equals("Converse");
  }

  /** A held message, or the held end of a call. */
  private record Step(boolean isMessage, Runnable passing) {}

  private static final class Held {
    private final Deque<Step> commands = new ArrayDeque<>();
    private final Deque<Step> frames = new ArrayDeque<>();
  }
}
