package chat.charla.cli.output;

import chat.charla.client.CallFailure;
import chat.charla.client.Refusal;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Limits;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.TimelineState;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON Lines for a program that also sends commands. Besides the events, writes the answers
 * to the commands and the state of the connection.
 */
public final class ConversationOutput extends JsonOutput {
  private final PrintStream out;

  /** Creates an output that writes to this stream. */
  public ConversationOutput(PrintStream out) {
    this(out, null);
  }

  private ConversationOutput(PrintStream out, @Nullable String ref) {
    super(new JsonLines(out, ref));
    this.out = out;
  }

  /**
   * An output for the answers to one command.
   *
   * @param ref the reference that the program has given to the command, or null
   */
  public ConversationOutput answering(@Nullable String ref) {
    return new ConversationOutput(out, ref);
  }

  /** Reports that the stream is open, for the first time or again. */
  public void ready(Ready ready) {
    Limits limits = ready.getLimits();
    lines.print(
        JsonLine.ofType("ready")
            .put("self", ready.getSelf())
            .put("max_text_code_points", limits.getMaxTextCodePoints())
            .put("max_text_bytes", limits.getMaxTextBytes())
            .putObjects("timelines", ready.getTimelinesList(), ConversationOutput::fill));
  }

  /**
   * Reports that the connection is lost.
   *
   * @param retryIn the delay before the next attempt, or null if there is none
   */
  public void disconnected(CallFailure cause, @Nullable Duration retryIn) {
    lines.print(
        JsonLine.ofType("disconnected")
            .put("reason", reason(cause))
            .put("message", cause.message())
            .putNumber("retry_in_ms", retryIn == null ? null : retryIn.toMillis()));
  }

  /**
   * Reports that all events of a timeline up to its head have been written. The program can now
   * list the users.
   */
  public void caughtUp(CaughtUp caughtUp) {
    lines.print(
        JsonLine.ofType("caught_up")
            .putUnlessEmpty("room", caughtUp.getRoom())
            .put("sequence", caughtUp.getSequence()));
  }

  /** Reports that the identity has entered a room, or was already a member. */
  public void roomEntered(RoomEntered entered) {
    JsonLine line = JsonLine.ofType("room_entered");
    fill(line, entered.getTimeline());
    lines.print(line.put("already_member", entered.getAlreadyMember()));
  }

  /** Reports that the identity has left a room. */
  public void roomLeft(RoomLeft left) {
    lines.print(
        JsonLine.ofType("room_left")
            .put("room", left.getRoom())
            .put("last_sequence", left.getLastSequence()));
  }

  /** Reports that all results of a command have been written. */
  public void done() {
    lines.print(JsonLine.ofType("done"));
  }

  /** Reports that a command was refused and had no effect. */
  public void refused(CallFailure refusal) {
    refused(null, reason(refusal), refusal);
  }

  /** Reports that a message was not posted. */
  public void refused(String id, Refusal refusal) {
    CallFailure failure = CallFailure.fromError(refusal.error());
    String reason =
        switch (refusal.kind()) {
          case BY_SERVER, BY_LIMITS -> reason(failure);
          case TOO_MANY_PENDING, NOT_RUNNING -> refusal.kind().name();
        };
    refused(id, reason, failure);
  }

  /**
   * Reports that it is unknown whether a message was posted. The client will not send the message
   * again.
   */
  public void outcomeUnknown(String id) {
    lines.print(JsonLine.ofType("outcome_unknown").put("id", id));
  }

  /** Reports that a command failed because of the connection. */
  public void failed(CallFailure failure) {
    error(null, reason(failure), failure.message());
  }

  /**
   * Reports that a line is not a valid command, or that a command failed.
   *
   * @param line the number of the line, from 1, or null if a valid command failed
   * @param reason the reason, for programs
   * @param message the description, for developers
   */
  public void error(@Nullable Long line, String reason, String message) {
    lines.print(
        JsonLine.ofType("error")
            .putNumber("line", line)
            .put("reason", reason)
            .put("message", message));
  }

  private void refused(@Nullable String id, String reason, CallFailure refusal) {
    Duration delay = refusal.retryDelay();
    lines.print(
        JsonLine.ofType("refused")
            .put("id", id)
            .put("reason", reason)
            .put("message", refusal.message())
            .putUnlessEmpty("field", refusal.field())
            .put("details", refusal.metadata())
            .putNumber("retry_after_ms", delay == null ? null : delay.toMillis()));
  }

  private static void fill(JsonLine object, TimelineState state) {
    object
        .putUnlessEmpty("room", state.getRoom())
        .put("epoch", state.getEpoch())
        .put("first_sequence", state.getFirstSequence())
        .put("head_sequence", state.getHeadSequence())
        .put("resume_after", state.getResumeAfter())
        .put("user_count", state.getUserCount());
  }

  /** The name of the failure's {@code ErrorReason}, or of its gRPC status if it has no reason. */
  private static String reason(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED -> failure.code().name();
      case UNRECOGNIZED -> "UNKNOWN";
      default -> failure.reason().name().replace("ERROR_REASON_", "");
    };
  }
}
