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
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one timeline, and writes the timeline's durable events as they arrive. Resumes after a
 * loss of the connection.
 */
public final class Tail extends Follower {
  private final ScriptSession session;
  private final String room;
  private final Plan plan;
  private final Output output;
  private final PrintStream err;
  private final Messages messages;
  private final Explanations explanations;

  private long written;

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
      String room,
      Plan plan,
      Output output,
      PrintStream err,
      Messages messages) {
    super(session);
    this.session = session;
    this.room = room;
    this.plan = plan;
    this.output = output;
    this.err = err;
    this.messages = messages;
    this.explanations = new Explanations(messages);
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
    String entered = room.isEmpty() ? room : session.enter(room, plan.create());
    Tail tail = new Tail(session, entered, plan, output, err, messages);
    return tail.follow(List.of(tail.beginning()), plan.limit());
  }

  private Cursor beginning() throws CallFailedException, IOException {
    Long since = plan.since();
    if (since != null) {
      return new Cursor(room, "", since);
    }
    return Cursor.atHead(History.of(session.calls(), room), room);
  }

  @Override
  protected void begin(ChatClient client, SingleThreadScheduler scheduler) {}

  @Override
  public void onEvent(Event event) {
    if (isOver() || event.getSequence() == 0 || !event.getRoom().equals(room)) {
      return;
    }
    output.event(event, epoch(room));
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
    }
  }

  @Override
  protected void connected(Ready ready, boolean again) {
    if (!reportedCauses.isEmpty()) {
      reportedCauses.clear();
      err.println(messages.text("tail.back"));
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
