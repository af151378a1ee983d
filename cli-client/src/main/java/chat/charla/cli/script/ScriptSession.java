package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.connection.Channels;
import chat.charla.cli.connection.Route;
import chat.charla.client.GrpcTransport;
import chat.charla.client.Target;
import chat.charla.client.Transport;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An identity for the length of a command. It opens no stream unless it has to enter a room, so
 * nobody is told that it was there; one that it has made itself it ends, also when a signal ends
 * the program. For one thread.
 */
public final class ScriptSession implements AutoCloseable {
  /** Everybody's room. */
  public static final String LOBBY = "lobby";

  /** The name under which the inbox goes where a room could stand. */
  public static final String INBOX = "";

  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_NAMES = 5;

  private final GrpcTransport transport;
  private final Patience patience;
  private final Set<String> rooms = new HashSet<>();
  private volatile boolean left;
  private volatile @Nullable IdentityCalls calls;
  private @Nullable User self;
  private volatile @Nullable OnShutdown onShutdown;
  private @Nullable RoomEntry entry;

  private ScriptSession(Route route, Patience patience) {
    this.patience = patience;
    transport = Channels.open(route);
  }

  /** As the other one, with the patience that most scripts have. */
  public static ScriptSession open(Route route, Who who) throws CallFailedException, IOException {
    return open(route, who, Patience.STANDARD);
  }

  /**
   * Connects, and becomes somebody.
   *
   * @param patience for each call of the session
   * @throws CallFailedException if the server cannot be reached, or refuses the name or the token
   * @throws IOException if the new identity's token cannot be kept
   */
  public static ScriptSession open(Route route, Who who, Patience patience)
      throws CallFailedException, IOException {
    ScriptSession session = new ScriptSession(route, patience);
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

  /** Calls that enter no room. */
  public IdentityCalls calls() {
    IdentityCalls known = calls;
    if (known == null) {
      throw new IllegalStateException("nobody yet");
    }
    return known;
  }

  /** The identity's secret. */
  public String token() {
    return calls().token();
  }

  /**
   * Makes sure to be in a room, and returns its name as the server writes it. Everybody is in the
   * lobby; entering another room is announced there.
   *
   * <p>Who is in the room already does not enter again: the stream that it takes would end one that
   * the identity has elsewhere.
   */
  public String enter(String room) throws CallFailedException, InterruptedIOException {
    String canonical = canonical(room);
    if (rooms.contains(canonical)) {
      return canonical;
    }
    closeEntry();
    RoomEntry entering = new RoomEntry(transport, token(), room);
    entry = entering;
    String entered = entering.await(patience.limit());
    rooms.add(entered);
    return entered;
  }

  /** As {@link IdentityCalls#send}; enters the room, or makes it, if it has to. */
  public SendMessageResponse send(Target target, String text, String clientMessageId)
      throws CallFailedException, InterruptedIOException {
    IdentityCalls server = calls();
    try {
      return server.send(target, text, clientMessageId);
    } catch (CallFailedException e) {
      if (target.kind() != Target.Kind.ROOM || !(isOutside(e) || isNowhere(e))) {
        throw e;
      }
      enterAgain(target.value());
      return server.send(target, text, clientMessageId);
    }
  }

  /**
   * As {@link IdentityCalls#users}; enters the room if it has to, and then leaves itself out.
   *
   * @param room a room, or empty for all who are present anywhere
   */
  public List<PresentUser> users(String room) throws CallFailedException, InterruptedIOException {
    IdentityCalls server = calls();
    try {
      return server.users(room);
    } catch (CallFailedException e) {
      if (!isOutside(e)) {
        throw e;
      }
      enterAgain(room);
      User me = self;
      return server.users(room).stream()
          .filter(user -> me == null || !user.getUser().getId().equals(me.getId()))
          .toList();
    }
  }

  /** The history of a room, which it enters if it has to, or of the inbox under the empty name. */
  public History history(String room) throws CallFailedException, InterruptedIOException {
    try {
      return History.of(calls(), room);
    } catch (CallFailedException e) {
      if (!isOutside(e)) {
        throw e;
      }
      enterAgain(room);
      return History.of(calls(), room);
    }
  }

  /** Where the identity's timelines end now: those of its rooms, and its inbox. */
  public List<Position> now() throws CallFailedException, InterruptedIOException {
    List<Position> ends = new ArrayList<>();
    for (Room room : calls().rooms()) {
      if (room.getMember()) {
        ends.add(new Position(room.getName(), "", room.getHeadSequence()));
      }
    }
    ends.add(Position.endOf(History.of(calls(), INBOX), INBOX));
    return ends;
  }

  /**
   * Ends the identity, if this session has made it. Only the first call does this; a second one, by
   * the command or by the signal handler, waits until it is done. Otherwise the connection would be
   * closed, or the program ended, during the call. May be called by any thread.
   */
  public synchronized void leave() {
    IdentityCalls known = calls;
    if (onShutdown == null || known == null || left) {
      return;
    }
    left = true;
    try {
      Calls.<LeaveResponse>await(
          transport,
          LEAVE_LIMIT,
          answer -> transport.leave(LeaveRequest.getDefaultInstance(), known.token(), answer));
    } catch (CallFailedException | InterruptedIOException e) {
      // Then the lease and the lifetime of the identity will see to it.
    }
  }

  /** Whether the identity has been ended. */
  public boolean hasLeft() {
    return left;
  }

  /** Leaves, and ends the connection. */
  @Override
  public void close() {
    leave();
    closeEntry();
    OnShutdown leaving = onShutdown;
    if (leaving != null) {
      leaving.close();
    }
    transport.close();
  }

  private void become(Who who) throws CallFailedException, IOException {
    if (who.token() != null) {
      if (who.name() != null) {
        join(who.name(), 1, who.token());
      }
      IdentityCalls known = new IdentityCalls(transport, who.token(), patience);
      // Whether anybody is there who knows the token: before something is posted with it.
      WhoAmIResponse answer = known.whoAmIFirst();
      calls = known;
      self = answer.getSelf();
      rooms.addAll(answer.getRoomsList());
      return;
    }
    // From before the call: its answer may be lost, and the name is held from then on.
    OnShutdown leaving = OnShutdown.run(this::leave);
    onShutdown = leaving;
    String wanted = who.name() == null ? who.otherwise() : who.name();
    JoinResponse joined = join(wanted, who.name() == null ? MAX_NAMES : 1, null);
    calls = new IdentityCalls(transport, joined.getSessionToken(), patience);
    self = joined.getSelf();
    rooms.add(LOBBY);
    if (who.keeper() != null) {
      who.keeper().keep(joined.getSessionToken());
      leaving.close();
      onShutdown = null;
    }
  }

  /**
   * Joins; a name that nobody has asked for gives way to what the server suggests, or if nobody may
   * be called so, as with the login of an administrator, to a neutral one.
   */
  private JoinResponse join(String name, int attempts, @Nullable String token)
      throws CallFailedException, InterruptedIOException {
    JoinRequest request =
        JoinRequest.newBuilder().setName(name).setRequestId(UUID.randomUUID().toString()).build();
    try {
      return Repetition.callFirst(
          transport, patience, answer -> transport.join(request, token, answer));
    } catch (CallFailedException e) {
      String suggested = e.failure().suggestedName();
      if (attempts > 1 && e.failure().reason() == ErrorReason.ERROR_REASON_NAME_INVALID) {
        return join(guest(), attempts - 1, token);
      }
      if (attempts > 1
          && suggested != null
          && e.failure().reason() == ErrorReason.ERROR_REASON_NAME_TAKEN) {
        return join(suggested, attempts - 1, token);
      }
      throw e;
    }
  }

  private static String guest() {
    return "guest-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private void enterAgain(String room) throws CallFailedException, InterruptedIOException {
    rooms.remove(canonical(room));
    enter(room);
  }

  private void closeEntry() {
    if (entry != null) {
      entry.close();
      entry = null;
    }
  }

  /** As far as this program can tell; where the server knows better, it is asked once more. */
  private static String canonical(String room) {
    return room.toLowerCase(Locale.ROOT);
  }

  private static boolean isOutside(CallFailedException e) {
    return e.failure().reason() == ErrorReason.ERROR_REASON_NOT_A_MEMBER;
  }

  private static boolean isNowhere(CallFailedException e) {
    return e.failure().reason() == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND;
  }
}
