package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.VirtualTime;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** A client in a virtual environment, and the steps with which most tests start. */
final class Story {
  final VirtualTime time = new VirtualTime();
  final FakeScheduler scheduler = new FakeScheduler(time);
  final FakeTransport transport = new FakeTransport(time);
  final RecordingListener listener = new RecordingListener();
  final ChatClient client;

  Story() {
    this(ClientOptions.builder().name("ana"), null);
  }

  Story(ClientOptions.Builder options, @Nullable SavedSession saved) {
    this(options, saved, 1);
  }

  Story(ClientOptions.Builder options, @Nullable SavedSession saved, long seed) {
    this(options, saved, new Random(seed), new Random(seed)::nextDouble);
  }

  private Story(
      ClientOptions.Builder options,
      @Nullable SavedSession saved,
      Random random,
      DoubleSupplier jitter) {
    client =
        new ChatClient(
            transport,
            scheduler,
            options
                .random(jitter)
                .ids(() -> new UUID(random.nextLong(), random.nextLong()).toString())
                .wallClock(() -> 1_000 + scheduler.nanoTime() / 1_000_000)
                .build(),
            listener,
            saved);
  }

  /** A client whose waits are this fraction of their upper bound. */
  static Story withJitter(DoubleSupplier jitter) {
    return new Story(ClientOptions.builder().name("ana"), null, new Random(1), jitter);
  }

  /** Starts and joins with token t1, up to the first stream. */
  FakeTransport.Stream join() {
    client.start();
    transport.join().succeed(FakeTransport.joined("t1"));
    return transport.stream();
  }

  /** Starts and joins, and is online in these rooms. */
  FakeTransport.Stream online(TimelineState... rooms) {
    FakeTransport.Stream stream = join();
    stream.ready(rooms);
    assertState(ConnectionState.Kind.ONLINE);
    return stream;
  }

  PendingMessage say(String text) {
    PendingMessage message = client.send(Target.room("lobby"), text);
    time.run();
    return message;
  }

  /** Advances the time until the client retries. */
  void awaitRetry() {
    assertState(ConnectionState.Kind.WAITING);
    Duration delay = listener.state().delay();
    time.advance(delay == null ? Duration.ZERO : delay);
  }

  /** Advances the time until the client retries, and takes the stream. */
  FakeTransport.Stream nextStream() {
    awaitRetry();
    return transport.stream();
  }

  SavedSession snapshot() {
    SavedSession[] snapshot = new SavedSession[1];
    client.snapshot(session -> snapshot[0] = session);
    time.run();
    return snapshot[0];
  }

  void assertState(ConnectionState.Kind kind) {
    time.run();
    assertEquals(kind, listener.state().kind(), () -> listener.states.toString());
    assertEquals(kind, client.state().kind());
  }

  void assertStopped(StopReason reason) {
    assertState(ConnectionState.Kind.STOPPED);
    assertEquals(reason, listener.state().stopReason());
    time.advance(Duration.ofHours(1));
    transport.assertNoCalls();
    assertEquals(0, time.waiting(), "a stopped client schedules nothing");
  }

  void assertNoViolations() {
    assertTrue(listener.violations.isEmpty(), () -> listener.violations.toString());
  }

  static CallFailure refusal(ErrorReason reason) {
    return refusal(reason, null);
  }

  static CallFailure refusal(ErrorReason reason, @Nullable Duration retryDelay) {
    return CallFailure.of(
        ReasonCodes.codeOf(reason), reason, "as scripted", Collections.emptyMap(), retryDelay);
  }

  static Error.Builder error(ErrorReason reason) {
    return ReasonCodes.complete(Error.newBuilder().setReason(reason).setMessage("as scripted"));
  }

  static com.google.protobuf.Duration seconds(long seconds) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
  }
}
