package chat.charla.server.chat;

import chat.charla.server.identity.Identities;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.room.Rooms;
import chat.charla.v1.SendMessageResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Numbers about a chat. The core counts; any thread may read. */
public final class ChatFigures {
  private final Identities identities;
  private final Rooms rooms;
  private final MembershipLimit memberships;
  private final LongAdder streams = new LongAdder();
  private final LongAdder expiredLeases = new LongAdder();
  private final Map<SendResult, LongAdder> sends = adders(SendResult.class);
  private final Map<JoinResult, LongAdder> joins = adders(JoinResult.class);
  private final Map<LogInResult, LongAdder> logIns = adders(LogInResult.class);
  private volatile int present;

  /** How a send was answered. */
  public enum SendResult {
    /** The message was posted. */
    POSTED,
    /** The send was a repetition, and got the first result. */
    REPEATED,
    /** The send was refused. */
    REFUSED
  }

  /** How a call of {@code Join} was answered. */
  public enum JoinResult {
    /** A call without a token got an identity: a new one, or that of an earlier attempt. */
    JOINED,
    /** An identity with a token got its name. */
    REJOINED,
    /** The call was refused. */
    REFUSED
  }

  /** How a call of {@code LogIn} was answered. */
  public enum LogInResult {
    /** The client got a session. */
    LOGGED_IN,
    /** The name or the password was wrong. */
    WRONG,
    /** A limit was exceeded, so that the password was not checked. */
    LIMITED,
    /** The call was refused for another reason. */
    REFUSED
  }

  ChatFigures(Identities identities, Rooms rooms, MembershipLimit memberships) {
    this.identities = identities;
    this.rooms = rooms;
    this.memberships = memberships;
  }

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    Map<E, LongAdder> adders = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      adders.put(each, new LongAdder());
    }
    return adders;
  }

  /** The number of identities, including identities that have left and are not deleted yet. */
  public int identities() {
    return identities.count();
  }

  /** The number of accounts. */
  public int accounts() {
    return identities.accounts();
  }

  /** The number of sessions, including ended sessions whose tokens the server still recognises. */
  public int sessions() {
    return identities.sessions();
  }

  /** The number of identities that are present. */
  public int present() {
    return present;
  }

  /** The number of rooms. */
  public int rooms() {
    return rooms.count();
  }

  /** The number of memberships that count for the limit of all memberships. */
  public int memberships() {
    return memberships.count();
  }

  /** The number of authenticated streams. */
  public long streams() {
    return streams.sum();
  }

  /** The number of sends with this result since the start. */
  public long sends(SendResult result) {
    return sum(sends.get(result));
  }

  /** The number of calls of {@code Join} with this result since the start. */
  public long joins(JoinResult result) {
    return sum(joins.get(result));
  }

  /** The number of calls of {@code LogIn} with this result since the start. */
  public long logIns(LogInResult result) {
    return sum(logIns.get(result));
  }

  /** The number of leases that have ended since the start. */
  public long expiredLeases() {
    return expiredLeases.sum();
  }

  private static long sum(@Nullable LongAdder adder) {
    return adder == null ? 0 : adder.sum();
  }

  void countStream() {
    streams.increment();
  }

  void uncountStream() {
    streams.decrement();
  }

  void countExpiredLease() {
    expiredLeases.increment();
  }

  void setPresent(int count) {
    present = count;
  }

  void countSend(Outcome<SendMessageResponse> outcome) {
    outcome.match(
        done -> count(sends, done.getDuplicate() ? SendResult.REPEATED : SendResult.POSTED),
        refusal -> count(sends, SendResult.REFUSED));
  }

  void countJoin(Outcome<?> outcome, boolean withToken) {
    outcome.match(
        done -> count(joins, withToken ? JoinResult.REJOINED : JoinResult.JOINED),
        refusal -> count(joins, JoinResult.REFUSED));
  }

  void countLogIn(Outcome<?> outcome) {
    outcome.match(
        done -> count(logIns, LogInResult.LOGGED_IN),
        refusal ->
            count(
                logIns,
                switch (refusal.reason()) {
                  case ERROR_REASON_LOGIN_REFUSED -> LogInResult.WRONG;
                  case ERROR_REASON_RATE_LIMITED -> LogInResult.LIMITED;
                  default -> LogInResult.REFUSED;
                }));
  }

  private static <E extends Enum<E>> void count(Map<E, LongAdder> adders, E kind) {
    LongAdder adder = adders.get(kind);
    if (adder != null) {
      adder.increment();
    }
  }
}
