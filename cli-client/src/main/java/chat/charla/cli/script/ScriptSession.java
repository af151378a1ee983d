package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.connection.Channels;
import chat.charla.cli.connection.Route;
import chat.charla.client.GrpcTransport;
import chat.charla.client.Target;
import chat.charla.client.Transport;
import chat.charla.name.NameFold;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An identity for the duration of a command. The session opens no stream, so other users do not see
 * the identity. If the session has created the identity and the identity's token is not saved, the
 * session ends the identity, also when a signal terminates the program. Otherwise the session
 * leaves the rooms that it has entered only to read them. Not thread-safe.
 */
public final class ScriptSession implements AutoCloseable {
  /** The room in which every identity starts. */
  public static final String LOBBY = "lobby";

  /** The value that denotes the inbox where a room's name is expected. */
  public static final String INBOX = "";

  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_NAMES = 5;

  private final GrpcTransport transport;
  private final RetryLimit limit;
  private final Set<String> rooms = new HashSet<>();

  private final VisitedRooms visited = new VisitedRooms();

  private volatile boolean left;
  private volatile @Nullable IdentityCalls calls;

  /** Whether this session ends the identity. */
  private volatile boolean temporary;

  private volatile @Nullable OnShutdown onShutdown;

  private ScriptSession(Route route, RetryLimit limit) {
    this.limit = limit;
    transport = Channels.open(route);
  }

  /** Does the same as {@link #open(Route, ScriptIdentity, RetryLimit)}, with the default limit. */
  public static ScriptSession open(Route route, ScriptIdentity asked)
      throws CallFailedException, IOException {
    return open(route, asked, RetryLimit.STANDARD);
  }

  /**
   * Connects, and creates an identity or uses an existing identity.
   *
   * @param limit the limit for each call of the session
   * @throws CallFailedException if the server cannot be reached, or refuses the name or the token
   * @throws IOException if the new identity's token cannot be saved
   */
  public static ScriptSession open(Route route, ScriptIdentity asked, RetryLimit limit)
      throws CallFailedException, IOException {
    ScriptSession session = new ScriptSession(route, limit);
    boolean opened = false;
    try {
      session.signIn(asked);
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

  /** The unary calls, which enter no room. */
  public IdentityCalls calls() {
    IdentityCalls known = calls;
    if (known == null) {
      throw new IllegalStateException("the session has no identity yet");
    }
    return known;
  }

  /** The identity's token, which is secret. */
  public String token() {
    return calls().token();
  }

  /**
   * Enters a room unless the identity is a member, and returns the room's canonical name. Every
   * identity starts in the lobby.
   *
   * @param create whether to create the room if it does not exist
   */
  public String enter(String room, boolean create)
      throws CallFailedException, InterruptedIOException {
    String canonical = canonical(room);
    if (rooms.contains(canonical)) {
      return canonical;
    }
    String entered = calls().enter(room, create).getTimeline().getRoom();
    rooms.add(entered);
    return entered;
  }

  /** Enters a room that another program with the same token may have left. */
  void enterAgain(String room, boolean create) throws CallFailedException, InterruptedIOException {
    rooms.remove(canonical(room));
    enter(room, create);
  }

  /**
   * Does the same as {@link IdentityCalls#send}, but enters the room if necessary.
   *
   * @param create whether to create the room if it does not exist
   */
  public SendMessageResponse send(
      Target target, String text, String clientMessageId, boolean create)
      throws CallFailedException, InterruptedIOException {
    IdentityCalls server = calls();
    try {
      return server.send(target, text, clientMessageId);
    } catch (CallFailedException e) {
      boolean canEnter = isNotMember(e) || (create && isRoomNotFound(e));
      if (target.kind() != Target.Kind.ROOM || !canEnter) {
        throw e;
      }
      enterAgain(target.value(), create);
      return server.send(target, text, clientMessageId);
    }
  }

  /**
   * Does the same as {@link IdentityCalls#users}. If the identity must be a member of the room,
   * enters the room until the session ends.
   *
   * @param room a room, or empty for all users present in the chat
   */
  public List<PresentUser> users(String room) throws CallFailedException, InterruptedIOException {
    return visiting(room, () -> calls().users(room));
  }

  /**
   * The history of a room, or of {@link #INBOX}. If the identity must be a member of the room,
   * enters the room until the session ends.
   */
  public History history(String room) throws CallFailedException, InterruptedIOException {
    return History.of(request -> visiting(room, () -> calls().messages(request)), room);
  }

  /** A call that reads a room. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws CallFailedException, InterruptedIOException;
  }

  /**
   * Reads a room. If the identity is not in the room, enters the room first, and leaves it when the
   * session ends. Every call checks this, because another program with the same token may have left
   * the room since the previous call.
   */
  private <T> T visiting(String room, Reading<T> reading)
      throws CallFailedException, InterruptedIOException {
    try {
      return reading.read();
    } catch (CallFailedException e) {
      if (!isNotMember(e)) {
        throw e;
      }
      if (onShutdown == null) {
        onShutdown = OnShutdown.run(this::leave);
      }
      visited.enter(calls(), room);
      return reading.read();
    }
  }

  /**
   * The cursor at the head of a timeline.
   *
   * @param room a room that the session has entered, or {@link #INBOX}
   * @param create whether to create the room if it does not exist
   */
  Cursor head(String room, boolean create) throws CallFailedException, InterruptedIOException {
    try {
      return Cursor.atHead(History.of(calls(), room), room);
    } catch (CallFailedException e) {
      if (!isNotMember(e)) {
        throw e;
      }
      enterAgain(room, create);
      return Cursor.atHead(History.of(calls(), room), room);
    }
  }

  /** The current heads of the identity's timelines: its rooms and its inbox. */
  public List<Cursor> heads() throws CallFailedException, InterruptedIOException {
    List<Cursor> heads = new ArrayList<>();
    for (Room room : calls().rooms()) {
      if (room.getMember()) {
        heads.add(new Cursor(room.getName(), "", room.getHeadSequence()));
      }
    }
    heads.add(Cursor.atHead(History.of(calls(), INBOX), INBOX));
    return heads;
  }

  /**
   * Ends the identity if this session has created it, and otherwise leaves the rooms that it has
   * entered to read them. Only the first call does this. A second call, by the command or by the
   * signal handler, waits until the first call has ended, so that the connection and the program do
   * not end too early. Any thread may call this.
   */
  public synchronized void leave() {
    IdentityCalls known = calls;
    if (known == null || left) {
      return;
    }
    if (!temporary) {
      visited.leave(known.within(new RetryLimit(LEAVE_LIMIT, false)));
      return;
    }
    left = true;
    try {
      Calls.<LeaveResponse>await(
          transport,
          LEAVE_LIMIT,
          answer -> transport.leave(LeaveRequest.getDefaultInstance(), known.token(), answer));
    } catch (CallFailedException | InterruptedIOException e) {
      // The identity ends when its lease and its lifetime expire.
    }
  }

  /** Whether this session has ended its identity. */
  public boolean hasLeft() {
    return left;
  }

  /** Leaves, and closes the connection. */
  @Override
  public void close() {
    leave();
    OnShutdown leaving = onShutdown;
    if (leaving != null) {
      leaving.close();
    }
    transport.close();
  }

  private void signIn(ScriptIdentity asked) throws CallFailedException, IOException {
    if (asked.token() != null) {
      if (asked.name() != null) {
        join(asked.name(), 1, asked.token());
      }
      IdentityCalls known = new IdentityCalls(transport, asked.token(), limit);
      // Check that the server knows the token before anything is posted.
      WhoAmIResponse answer = known.whoAmIFirst();
      asked.whenKnown().accept(answer.getSelf());
      calls = known;
      rooms.addAll(answer.getRoomsList());
      return;
    }
    // Register the task before the call, so that no signal comes between the call's answer and the
    // registration.
    OnShutdown leaving = OnShutdown.run(this::leave);
    onShutdown = leaving;
    temporary = true;
    String wanted = asked.name() == null ? asked.defaultName() : asked.name();
    JoinResponse joined = join(wanted, asked.name() == null ? MAX_NAMES : 1, null);
    calls = new IdentityCalls(transport, joined.getSessionToken(), limit);
    rooms.add(LOBBY);
    if (asked.keeper() != null) {
      asked.keeper().keep(joined.getSessionToken());
      leaving.close();
      onShutdown = null;
      temporary = false;
    }
  }

  /**
   * Joins. If more than one attempt is allowed, replaces a taken name by the server's suggestion,
   * and an invalid name by {@link #guest}.
   */
  private JoinResponse join(String name, int attempts, @Nullable String token)
      throws CallFailedException, InterruptedIOException {
    JoinRequest request =
        JoinRequest.newBuilder().setName(name).setRequestId(UUID.randomUUID().toString()).build();
    try {
      return RetryingCall.callFirst(
          transport, limit, answer -> transport.join(request, token, answer));
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
      throw e.about(name);
    }
  }

  private static String guest() {
    return "guest-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * The canonical name of a room by the rules of this client. If a server has other rules, the
   * canonical name may differ. The session then enters the room although the identity is already a
   * member.
   */
  private static String canonical(String room) {
    return NameFold.fold(room);
  }

  private static boolean isNotMember(CallFailedException e) {
    return e.failure().reason() == ErrorReason.ERROR_REASON_NOT_A_MEMBER;
  }

  private static boolean isRoomNotFound(CallFailedException e) {
    return e.failure().reason() == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND;
  }
}
