package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.SessionStream;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a stream needs from the chat. Used on the core. */
interface StreamOwner {

  /**
   * Authenticates the stream's call, and counts the call for the rate limit. If this succeeds, the
   * stream is registered until {@link #opening} or {@link #ended} is called.
   */
  Outcome<Session> begin(SessionStream stream, Caller caller);

  /**
   * Called when the stream is about to open: its first command has arrived, its client has closed
   * its side, or the time for the first command is over.
   */
  void opening(SessionStream stream, Session session);

  /** The most cursors that an identity may send in an {@code Open}. */
  int maxCursors(Identity identity);

  /** Called when the stream of this caller has become the session's open stream. */
  void opened(Session session, Caller caller);

  /**
   * Runs a task when the room changes that unary calls of this identity have asked for are
   * answered. Later changes wait until {@link #endRoomChangeTurn} is called with the same task.
   */
  void awaitRoomChanges(Identity identity, Runnable turn);

  /** Lets later room changes of unary calls begin. If the task still waits, it never runs. */
  void endRoomChangeTurn(Identity identity, Runnable turn);

  /** Decides where the stream's timelines resume. */
  ResumePoints.Start resume(Identity identity, OpenCommand open);

  /** The identity's membership in this room. */
  ResumePoints.Entry entry(Identity identity, String room);

  /**
   * Carries out one command.
   *
   * @param refusal the reason to refuse the command regardless of its content; null if there is
   *     none
   */
  void carryOut(
      Session session,
      CommandCall stream,
      ConverseRequest request,
      @Nullable Refusal refusal,
      Consumer<Outcome<CommandResult>> reply);

  /**
   * Called when the stream has ended.
   *
   * @param session the stream's session; null if the stream was not authenticated
   */
  void ended(SessionStream stream, @Nullable Session session);
}
