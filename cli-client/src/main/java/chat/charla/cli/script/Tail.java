package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.output.Output;
import chat.charla.cli.text.Messages;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomLeft;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one timeline, and writes the timeline's durable events as they arrive. Resumes after a
 * loss of the connection. If another program with the same token leaves the room, this tail ends.
 * The session then enters the room again, and a new tail continues after the last event that was
 * written.
 */
public final class Tail extends Follower {
  private final ScriptSession session;
  private final String room;
  private final Plan plan;
  private final Output output;
  private final PrintStream err;
  private final Messages messages;
  private final Explanations explanations;

  private Cursor position;
  private long written;

  /** Whether the identity is no longer in the room. */
  private volatile boolean outside;

  /** The reported causes of the current loss of the connection; empty while connected. */
  private final Set<String> reportedCauses = new HashSet<>();

  /**
   * What to write of a timeline.
   *
   * @param since the sequence after which to begin; null for new events only
   * @param count the number of messages after which to end, or null for no limit
   * @param create whether to create the room if it does not exist
   * @param limit the time limit, or null for none
   */
  public record Plan(
      @Nullable Long since, @Nullable Long count, boolean create, @Nullable Duration limit) {}

  private Tail(
      ScriptSession session,
      Cursor beginning,
      Plan plan,
      Output output,
      PrintStream err,
      Messages messages) {
    super(session);
    this.session = session;
    this.room = beginning.room();
    this.position = beginning;
    this.plan = plan;
    this.output = output;
    this.err = err;
    this.messages = messages;
    this.explanations = new Explanations(messages);
  }

  /** Continues after the last event that an earlier tail has written. */
  private Tail(Tail earlier) {
    super(earlier.session, true);
    this.session = earlier.session;
    this.room = earlier.room;
    this.position = earlier.position;
    this.written = earlier.written;
    this.plan = earlier.plan;
    this.output = earlier.output;
    this.err = earlier.err;
    this.messages = earlier.messages;
    this.explanations = earlier.explanations;
  }

  /**
   * Writes a timeline.
   *
   * @param room a room, which is entered if necessary, or empty for the inbox
   * @param err the output for messages about the connection
   * @return false if the time limit has expired
   * @throws CallFailedException if the server refuses, or is not connected when the time limit
   *     expires
   */
  public static boolean write(
      ScriptSession session,
      String room,
      Plan plan,
      Output output,
      PrintStream err,
      Messages messages)
      throws CallFailedException, IOException {
    long start = System.nanoTime();
    Tail tail = new Tail(session, beginning(session, room, plan), plan, output, err, messages);
    boolean ended = tail.follow(List.of(tail.position), plan.limit());
    while (tail.outside) {
      session.enterAgain(tail.room, plan.create());
      tail = new Tail(tail);
      ended = tail.follow(List.of(tail.position), remaining(plan.limit(), start));
    }
    return ended;
  }

  private static Cursor beginning(ScriptSession session, String room, Plan plan)
      throws CallFailedException, IOException {
    String entered = room.isEmpty() ? room : session.enter(room, plan.create());
    Long since = plan.since();
    return since == null ? session.head(entered, plan.create()) : new Cursor(entered, "", since);
  }

  private static @Nullable Duration remaining(@Nullable Duration limit, long start) {
    if (limit == null) {
      return null;
    }
    Duration left = limit.minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  protected void begin(ChatClient client, SingleThreadScheduler scheduler) {}

  @Override
  public void onEvent(Event event) {
    if (isOver() || event.getSequence() == 0 || !event.getRoom().equals(room)) {
      return;
    }
    output.event(event, epoch(room));
    position = new Cursor(room, epoch(room), event.getSequence());
    if (event.hasMessagePosted()) {
      written++;
    }
    // Also end if the reader has closed the pipe.
    if ((plan.count() != null && written == plan.count()) || output.isBroken()) {
      finish();
    }
  }

  @Override
  public void onGap(Gap gap) {
    super.onGap(gap);
    if (gap.getRoom().equals(room) && !isOver()) {
      output.gap(gap);
      position = new Cursor(room, gap.getEpoch(), gap.getLastMissingSequence());
    }
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    if (left.getRoom().equals(room)) {
      endOutsideRoom();
    }
  }

  /** Ends, because another program with the same token has left the room. */
  private void endOutsideRoom() {
    if (!isOver()) {
      outside = true;
      finish();
    }
  }

  @Override
  protected boolean endsSession() {
    return !outside;
  }

  @Override
  protected void connected(Ready ready, boolean again) {
    if (!reportedCauses.isEmpty()) {
      reportedCauses.clear();
      err.println(messages.text("tail.back"));
    }
    if (ready.getTimelinesList().stream().noneMatch(each -> each.getRoom().equals(room))) {
      endOutsideRoom();
    }
  }

  @Override
  protected void disconnected(CallFailure cause, @Nullable Duration retryIn) {
    String explanation = explanations.of(cause);
    if (retryIn != null && reportedCauses.add(explanation)) {
      err.println(messages.text("tail.away", explanation));
    }
  }
}
