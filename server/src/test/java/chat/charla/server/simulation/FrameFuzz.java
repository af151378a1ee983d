package chat.charla.server.simulation;

import chat.charla.server.chat.ChatSettings;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.room.TextRules;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Hands arbitrary bytes to the production chat and gRPC binding as the messages of a call, in
 * virtual time. Requires that the call is answered or ended with a documented status, and that the
 * next call is served. {@link FrameFuzzTest} makes the bytes from a seed; {@code scripts/faults
 * --fuzz} makes them guided by code coverage.
 */
public final class FrameFuzz {
  /** Rooms and messages accumulate, so a new server starts after this number of inputs. */
  private static final int INPUTS_PER_SERVER = 500;

  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration MAX_DELAY = Duration.ofMillis(1);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Statuses that no input of a client may cause. */
  private static final List<Status.Code> FAILURES =
      List.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS);

  private static @Nullable FrameFuzz current;

  private final VirtualTime time = new VirtualTime();
  private final Random random = new Random(20260101);
  private final Scheduler network = new SimulatedScheduler(time);
  private final SimulatedServer server =
      new SimulatedServer(
          time,
          random,
          new FakeDisk(),
          new FakeFaults().maxDelay(MAX_DELAY),
          SimulatedServer.config(
              new IdentitySettings(
                  Duration.ofSeconds(60), Duration.ofDays(30), Duration.ofDays(1), 100, 100, false),
              new ChatSettings(
                  Duration.ofSeconds(5),
                  Duration.ofSeconds(10),
                  100,
                  10_000,
                  RateSettings.UNLIMITED,
                  "Welcome"),
              new RoomSettings(new TextRules(400, 1600), 0, 100, false, 200)),
          1 << 20);
  private final String token;
  private int inputs;

  private FrameFuzz() {
    server.start();
    time.advance(MOMENT);
    Recorder joined =
        call(
            ChatServiceGrpc.getJoinMethod(),
            "",
            List.of(JoinRequest.newBuilder().setName("Ana").build().toByteArray()));
    JoinResponse response =
        ChatServiceGrpc.getJoinMethod()
            .parseResponse(new ByteArrayInputStream(joined.messages.get(0)));
    token = response.getSessionToken();
  }

  /**
   * Runs one input. The first byte selects the method. The messages follow, each as one byte with
   * its length and then its bytes; the last message takes the rest.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    FrameFuzz fuzz = current;
    if (fuzz == null || fuzz.inputs >= INPUTS_PER_SERVER) {
      fuzz = new FrameFuzz();
      current = fuzz;
    }
    try {
      fuzz.inputs++;
      fuzz.run(input);
    } catch (RuntimeException | Error e) {
      current = null;
      throw e;
    }
  }

  private void run(byte[] input) {
    if (input.length == 0) {
      return;
    }
    MethodDescriptor<?, ?> method = method(input[0]);
    List<byte[]> messages = messages(input);
    boolean stream = method.getType() == MethodDescriptor.MethodType.BIDI_STREAMING;
    if (!stream) {
      messages = List.of(messages.isEmpty() ? new byte[0] : messages.get(0));
    }
    Recorder end = call(method, token, messages);
    requireNoServerFailure(method, end);
    if (!stream && end.status == null) {
      throw new AssertionError(method.getFullMethodName() + " was not answered");
    }
    for (byte[] message : end.messages) {
      requireReadable(method, message);
    }
    Recorder next = call(ChatServiceGrpc.getWhoAmIMethod(), token, List.of(new byte[0]));
    if (next.status == null || !next.status.isOk()) {
      throw new AssertionError("the next call is not served: " + next.status);
    }
  }

  private static MethodDescriptor<?, ?> method(int choice) {
    return switch (choice & 7) {
      case 0 -> ChatServiceGrpc.getJoinMethod();
      case 1 -> ChatServiceGrpc.getSendMessageMethod();
      case 2 -> ChatServiceGrpc.getListMessagesMethod();
      case 3 -> ChatServiceGrpc.getListUsersMethod();
      case 4 -> ChatServiceGrpc.getListRoomsMethod();
      default -> ChatServiceGrpc.getConverseMethod();
    };
  }

  private static List<byte[]> messages(byte[] input) {
    List<byte[]> messages = new ArrayList<>();
    for (int at = 1; at < input.length; ) {
      int end = Math.min(input.length, at + 1 + (input[at] & 0xff));
      messages.add(Arrays.copyOfRange(input, at + 1, end));
      at = end;
    }
    return messages;
  }

  /** Makes a call with these messages, lets some time pass, and cancels it. */
  private Recorder call(MethodDescriptor<?, ?> method, String bearer, List<byte[]> messages) {
    SimulatedServer.Running running = server.running();
    if (running == null) {
      throw new AssertionError("the server has ended");
    }
    Recorder recorder = new Recorder();
    SimulatedCall<?, ?> call =
        new SimulatedCall<>(
            time, random, network, running, running.method(method), recorder, MAX_DELAY);
    Metadata headers = new Metadata();
    if (!bearer.isEmpty()) {
      headers.put(AUTHORIZATION, "Bearer " + bearer);
    }
    call.start(headers);
    messages.forEach(call::send);
    call.halfClose();
    time.advance(MOMENT);
    call.cancel();
    time.advance(MOMENT);
    return recorder;
  }

  private static void requireReadable(MethodDescriptor<?, ?> method, byte[] response) {
    try {
      if (method.getFullMethodName().endsWith("/Converse")) {
        var unused = ConverseResponse.parseFrom(response);
      } else {
        Object unused = method.parseResponse(new ByteArrayInputStream(response));
      }
    } catch (InvalidProtocolBufferException | StatusRuntimeException e) {
      throw new AssertionError("the server sent garbage", e);
    }
  }

  private static void requireNoServerFailure(MethodDescriptor<?, ?> method, Recorder end) {
    if (end.status != null && FAILURES.contains(end.status.getCode())) {
      throw new AssertionError(method.getFullMethodName() + " failed: " + end.status);
    }
  }

  private static final class Recorder implements SimulatedCall.Client {
    private final List<byte[]> messages = new ArrayList<>();
    private @Nullable Status status;

    @Override
    public Runnable message(byte[] bytes) {
      return () -> messages.add(bytes);
    }

    @Override
    public void closed(Status end, Metadata trailers) {
      status = end;
    }
  }
}
