package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.connection.Channels;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.client.GrpcTransport;
import chat.charla.client.Target;
import chat.charla.client.Transport;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.PresentUser;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An identity for the length of a command. It opens no stream, so nobody is told that it was there;
 * one that it has made itself it ends, also when a signal ends the program. For one thread.
 */
public final class ScriptSession implements AutoCloseable {
  /** Everybody's room. */
  public static final String LOBBY = "lobby";

  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_NAMES = 5;
  private static final int PAGE_SIZE = 1000;

  private final ManagedChannel channel;
  private final Transport transport;
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile @Nullable String token;
  private @Nullable OnShutdown onShutdown;
  private @Nullable RoomEntry entry;

  private ScriptSession(ServerAddress address) {
    channel = Channels.open(address);
    transport = new GrpcTransport(channel);
  }

  /**
   * Connects, and becomes somebody.
   *
   * @throws CallFailedException if the server cannot be reached, or refuses the name
   * @throws IOException if the new identity's token cannot be kept
   */
  public static ScriptSession open(ServerAddress address, Who who)
      throws CallFailedException, IOException {
    ScriptSession session = new ScriptSession(address);
    boolean opened = false;
    try {
      session.become(who);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  /** The transport, for a {@link chat.charla.client.ChatClient}. */
  public Transport transport() {
    return transport;
  }

  /** The identity's secret. */
  public String token() {
    String secret = token;
    if (secret == null) {
      throw new IllegalStateException("nobody yet");
    }
    return secret;
  }

  /**
   * Makes sure to be in a room, and returns its name as the server writes it. Everybody is in the
   * lobby; entering another room is announced there.
   */
  public String enter(String room) throws CallFailedException, InterruptedIOException {
    if (room.equalsIgnoreCase(LOBBY)) {
      return LOBBY;
    }
    entry = new RoomEntry(transport, token(), room);
    return entry.await();
  }

  /** Posts a message; returns when it is durable. */
  public SendMessageResponse send(Target target, String text, String clientMessageId)
      throws CallFailedException, InterruptedIOException {
    SendMessageRequest.Builder request =
        SendMessageRequest.newBuilder().setText(text).setClientMessageId(clientMessageId);
    switch (target.kind()) {
      case ROOM -> request.setRoom(target.value());
      case USER_ID -> request.setUserId(target.value());
      case USER_NAME -> request.setUserName(target.value());
    }
    return Calls.await(answer -> transport.sendMessage(request.build(), token(), answer));
  }

  /** Everybody who is present. */
  public List<PresentUser> users() throws CallFailedException, InterruptedIOException {
    List<PresentUser> users = new ArrayList<>();
    String page = "";
    do {
      ListUsersRequest request =
          ListUsersRequest.newBuilder().setPageSize(PAGE_SIZE).setPageToken(page).build();
      ListUsersResponse response =
          Calls.await(answer -> transport.listUsers(request, token(), answer));
      users.addAll(response.getUsersList());
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    return users;
  }

  /** Who this is. */
  public WhoAmIResponse whoAmI() throws CallFailedException, InterruptedIOException {
    return Calls.await(
        answer -> transport.whoAmI(WhoAmIRequest.getDefaultInstance(), token(), answer));
  }

  /**
   * Ends the identity, if this session has made it. Once, whoever asks: the command, or a signal.
   */
  void leave() {
    String secret = token;
    if (onShutdown == null || secret == null || !left.compareAndSet(false, true)) {
      return;
    }
    try {
      Calls.<LeaveResponse>await(
          LEAVE_LIMIT,
          answer -> transport.leave(LeaveRequest.getDefaultInstance(), secret, answer));
    } catch (CallFailedException | InterruptedIOException e) {
      // Then the lease and the lifetime of the identity will see to it.
    }
  }

  /** Whether the identity has been ended. */
  boolean hasLeft() {
    return left.get();
  }

  /** Leaves, and ends the connection. */
  @Override
  public void close() {
    leave();
    if (entry != null) {
      entry.close();
    }
    if (onShutdown != null) {
      onShutdown.close();
    }
    channel.shutdownNow();
  }

  private void become(Who who) throws CallFailedException, IOException {
    if (who.token() != null) {
      token = who.token();
      if (who.name() != null) {
        join(who.name(), 1);
      }
      return;
    }
    // From before the call: its answer may be lost, and the name is held from then on.
    onShutdown = OnShutdown.run(this::leave);
    String wanted = who.name() == null ? who.otherwise() : who.name();
    token = join(wanted, who.name() == null ? MAX_NAMES : 1).getSessionToken();
    if (who.keeper() != null) {
      who.keeper().keep(token());
      onShutdown.close();
      onShutdown = null;
    }
  }

  /** Joins; a name that nobody has asked for gives way to what the server suggests. */
  private JoinResponse join(String name, int attempts)
      throws CallFailedException, InterruptedIOException {
    JoinRequest request =
        JoinRequest.newBuilder().setName(name).setRequestId(UUID.randomUUID().toString()).build();
    try {
      return Calls.await(answer -> transport.join(request, token, answer));
    } catch (CallFailedException e) {
      String suggested = e.failure().suggestedName();
      if (attempts > 1
          && suggested != null
          && e.failure().reason() == ErrorReason.ERROR_REASON_NAME_TAKEN) {
        return join(suggested, attempts - 1);
      }
      throw e;
    }
  }
}
