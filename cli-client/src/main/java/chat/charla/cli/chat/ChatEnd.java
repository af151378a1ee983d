package chat.charla.cli.chat;

import chat.charla.cli.chat.input.SecretQuestion;
import chat.charla.cli.chat.input.TypedLines;
import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Link;
import chat.charla.cli.chat.state.Phase;
import chat.charla.cli.chat.view.Arrivals;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.connection.Explanations;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.Scheduler;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.UserKind;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ends the chat: when the user quits, at the end of a pipe, when the program is being terminated,
 * and when the client has left or stopped. Owned by the client's scheduler.
 */
final class ChatEnd {
  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final Arrivals arrivals;
  private final TypedLines typed;
  private final SecretQuestion secretQuestion;
  private final InputTurns turns;
  private final SessionKeeper keeper;
  private final Departure departure;
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();

  /** Whether a line was not read, or a message was not sent or has an unknown outcome. */
  private boolean unsent;

  ChatEnd(
      Scheduler scheduler,
      ChatClient client,
      ChatState state,
      Display display,
      Arrivals arrivals,
      TypedLines typed,
      SecretQuestion secretQuestion,
      InputTurns turns,
      SessionKeeper keeper) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.arrivals = arrivals;
    this.typed = typed;
    this.secretQuestion = secretQuestion;
    this.turns = turns;
    this.keeper = keeper;
    this.departure =
        new Departure(
            scheduler,
            this::leave,
            typed::answersMissing,
            state.own()::isEmpty,
            this::leaveTimedOut);
  }

  /** Completes with the way in which the chat ended. */
  CompletableFuture<Ending> ended() {
    return ended;
  }

  /** A line was not read, or a message was not sent or has an unknown outcome. */
  void recordUnsent() {
    unsent = true;
  }

  /** The user quits. */
  void quit() {
    if (state.phase() == Phase.NAMING && !state.hasJoined()) {
      end(Ending.LEFT, "farewell");
      return;
    }
    if (isSignedOut()) {
      end(Ending.LEFT, farewell());
      return;
    }
    state.setPhase(Phase.LEAVING);
    if (state.link().condition() == Link.Condition.ONLINE) {
      departure.soon();
      return;
    }
    if (typed.answersMissing() > 0 && !keeper.isSaving()) {
      display.systemLine("leave.waiting");
    }
    departure.now();
  }

  /**
   * The input has ended. Waits without a time limit until no answer is missing, and then leaves.
   */
  void leaveWhenAnswered() {
    if (state.phase() != Phase.OVER) {
      state.setPhase(Phase.LEAVING);
      if (state.link().isLost() && typed.answersMissing() > 0) {
        display.systemLine("leave.waiting");
      }
      departure.whenAnswered();
    }
  }

  /** The program is being terminated. Leaves at once. */
  void terminate() {
    if (isSignedOut()) {
      end(Ending.LEFT, null);
    } else if (state.phase() != Phase.OVER) {
      state.setPhase(Phase.LEAVING);
      departure.now();
    }
  }

  /** Leaves without waiting for missing answers. */
  void leaveNow() {
    departure.now();
  }

  /** An answer may have come. Leaves if the user wants to leave and no answer is missing. */
  void proceed() {
    departure.proceed();
  }

  /** Whether the user is leaving, and only the server's answer to the leave is missing. */
  boolean waitsOnlyForLeave() {
    return departure.isUnderWay() && typed.answersMissing() == 0;
  }

  /**
   * Ends the chat because the server has not answered the leave in time. The server deletes the
   * identity when the identity's lease expires.
   */
  void leaveTimedOut() {
    if (state.phase() != Phase.OVER) {
      display.systemLine("leave.timed-out");
      end(Ending.LEFT, "farewell");
    }
  }

  /** The client has left: the identity has ended. */
  void clientLeft() {
    end(Ending.LEFT, "farewell");
  }

  /**
   * The client has stopped.
   *
   * @param cause why; null if the application has closed the client
   */
  void clientStopped(@Nullable CallFailure cause) {
    if (cause == null) {
      end(Ending.LEFT, farewell());
    } else if (cause.reason() == ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED) {
      display.systemLine("stopped.account-needed");
      end(Ending.FAILED, null);
    } else {
      boolean account = state.self().getKind() == UserKind.USER_KIND_ACCOUNT;
      Explanations explanations = new Explanations(display.words().messages());
      display.systemLine("stopped", explanations.ofSessionEnd(cause, account));
      end(Ending.FAILED, null);
    }
  }

  /** Ends a chat that has not begun, because it has no name. */
  void endWithoutName(Ending how) {
    end(how, null);
  }

  /** Ends the identity, or only the stream if a later process will continue the session. */
  private void leave() {
    if (keeper.isSaving()) {
      client.close();
    } else {
      client.leave();
    }
  }

  /** Whether the session has ended, and the user may log in again. */
  private boolean isSignedOut() {
    return state.phase() == Phase.TALKING && state.link().condition() == Link.Condition.SIGNED_OUT;
  }

  private String farewell() {
    return keeper.isSaving() ? "farewell.for-now" : "farewell";
  }

  /**
   * Ends the chat.
   *
   * @param farewell the message key of the farewell, or null for none
   */
  private void end(Ending how, @Nullable String farewell) {
    if (state.phase() == Phase.OVER) {
      return;
    }
    state.setPhase(Phase.OVER);
    turns.end();
    client.close();
    client.snapshot(
        saved -> {
          unsent |= arrivals.giveUp(saved, keeper.isSaving() && saved.token() != null);
          typed.giveUp();
          unsent |= typed.hasDropped();
          secretQuestion.giveUp();
          keeper.keep(saved);
          if (farewell != null) {
            display.plain(display.words().text(farewell));
          }
          ended.complete(how == Ending.LEFT && unsent ? Ending.UNSENT : how);
        });
  }
}
