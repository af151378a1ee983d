package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all streams of the chat need from it. Used on the core. */
interface StreamOwner {

  /**
   * Authenticates the stream's call, and counts it. If that succeeds, the stream is registered
   * until {@link #opening} or {@link #ended}.
   */
  Outcome<Session> begin(CommandingStream stream, Caller caller);

  /**
   * The stream is about to open: its first command has arrived, its client has closed its side, or
   * the time for the first command is over.
   */
  void opening(CommandingStream stream, Session session);

  /** The most cursors that an identity may send in an {@code Open}. */
  int maxCursors(Identity identity);

  /** The stream has become the identity's open stream. */
  void opened(Identity identity);

  /** Where the stream's timelines resume. */
  Resuming.Start resume(Identity identity, OpenCommand open);

  /**
   * Carries out one command.
   *
   * @param fault the reason to refuse the command regardless of its content; null if there is none
   */
  void carryOut(
      Session session,
      CommandingStream stream,
      ConverseRequest request,
      @Nullable Refusal fault,
      Consumer<Outcome<CommandResult>> reply);

  /**
   * The stream has ended.
   *
   * @param session its session; null if it was not authenticated
   */
  void ended(CommandingStream stream, @Nullable Session session);
}
