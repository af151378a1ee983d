package chat.charla.server.process;

import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.ConnectionState;
import chat.charla.client.GrpcTransport;
import chat.charla.client.PendingMessage;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.Target;
import chat.charla.testkit.Recording;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A user of the real client library, which records what it receives. */
public final class Chatter implements ChatListener, AutoCloseable {
  private final ManagedChannel channel;
  private final SingleThreadScheduler scheduler;
  private final ChatClient client;
  private final Recording<JoinResponse> joined = new Recording<>();
  private final Recording<ConnectionState> states = new Recording<>();
  private final Recording<Event> messages = new Recording<>();
  private final Recording<String> violations = new Recording<>();
  private final Consumer<PendingMessage> whenSettled;
  private final Consumer<Event> whenHeard;

  private Chatter(
      int port, String name, Consumer<PendingMessage> whenSettled, Consumer<Event> whenHeard) {
    this.whenSettled = whenSettled;
    this.whenHeard = whenHeard;
    channel = NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    scheduler = new SingleThreadScheduler(name);
    client =
        new ChatClient(
            new GrpcTransport(channel),
            scheduler,
            ClientOptions.builder()
                .name(name)
                .connectTimeout(Duration.ofSeconds(5))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(200))
                .build(),
            this);
  }

  /** Joins, and returns when the user is online. */
  public static Chatter join(int port, String name, Consumer<PendingMessage> whenSettled) {
    return join(port, name, whenSettled, event -> {});
  }

  /**
   * Joins, and returns when the user is online. Passes on each durable event that the user
   * receives.
   */
  public static Chatter join(
      int port, String name, Consumer<PendingMessage> whenSettled, Consumer<Event> whenHeard) {
    Chatter chatter = new Chatter(port, name, whenSettled, whenHeard);
    chatter.client.start();
    chatter.awaitOnline(1);
    return chatter;
  }

  /** Waits until the user has been online this many times. */
  public void awaitOnline(int times) {
    states.await("online", times, state -> state.kind() == ConnectionState.Kind.ONLINE);
  }

  /** The response to the user's Join. */
  public JoinResponse session() {
    return joined.await("join", response -> true);
  }

  /** How often the user has joined: once, unless it lost its identity or its name. */
  public int timesJoined() {
    return joined.all().size();
  }

  /** Posts to the lobby. */
  public PendingMessage say(String text) {
    return client.send(Target.room("lobby"), text);
  }

  /** Sends a private message. */
  public PendingMessage sendPrivately(Chatter recipient, String text) {
    return client.send(Target.user(recipient.session().getSelf().getId()), text);
  }

  /** Waits until the user has received the event with this sequence. */
  public void awaitSequence(String room, long sequence) {
    if (sequence > 0) {
      messages.await(
          "sequence " + sequence + " of '" + room + "'",
          event -> event.getRoom().equals(room) && event.getSequence() == sequence);
    }
  }

  /** All durable events of the timeline, in the order in which they were received. */
  public List<Event> seen(String room) {
    return messages.all().stream().filter(event -> event.getRoom().equals(room)).toList();
  }

  /**
   * What has happened to this user although the contract or the test excludes it; empty if all is
   * well.
   */
  public List<String> violations() {
    return violations.all();
  }

  @Override
  public void close() {
    client.close();
    scheduler.close();
    channel.shutdownNow();
  }

  @Override
  public void onState(ConnectionState state) {
    states.add(state);
    if (state.isFinal() && state.cause() != null) {
      violations.add(state.toString());
    }
  }

  @Override
  public void onJoined(JoinResponse response) {
    joined.add(response);
  }

  @Override
  public void onEvent(Event event) {
    if (event.getSequence() > 0) {
      whenHeard.accept(event);
      messages.add(event);
    }
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    if (message.status() != PendingMessage.Status.SENT) {
      violations.add(message.toString());
    }
    whenSettled.accept(message);
  }

  @Override
  public void onGap(Gap gap) {
    violations.add(gap.toString());
  }

  @Override
  public void onIdentityLost(CallFailure cause) {
    violations.add("identity lost: " + cause);
  }

  @Override
  public void onProtocolViolation(String description) {
    violations.add(description);
  }

  @Override
  public void onListenerFailure(Throwable failure) {
    violations.add(failure.toString());
  }
}
