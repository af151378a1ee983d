package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.SessionStream;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler.Cancellable;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.Open;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The client is authenticated. The stream waits for its first command, which opens the stream. */
final class UnopenedStream extends StreamState {
  private final CoreStream stream;
  private final Session session;
  private final Cancellable timer;

  /**
   * Begins to wait for the first command.
   *
   * @param openTimeout how long to wait
   */
  UnopenedStream(CoreStream stream, Session session, Duration openTimeout) {
    this.stream = stream;
    this.session = session;
    this.timer = stream.core().schedule(openTimeout, stream.in(this, this::openWithoutCommand));
  }

  @Override
  void command(StreamCommand command) {
    OpenCommand open = command.open();
    if (open == null) {
      openWithoutCommand();
      stream.command(command);
    } else {
      open(open, command.heldBytes());
    }
  }

  @Override
  void halfClosed() {
    openWithoutCommand();
  }

  @Override
  void leave() {
    timer.cancel();
  }

  private void openWithoutCommand() {
    open(OpenCommand.IMPLIED, 0);
  }

  private void open(OpenCommand open, long heldBytes) {
    StreamOwner owner = stream.owner();
    owner.opening(stream, session);
    Identity identity = session.identity();
    SessionStream earlier = session.stream();
    long wanted = open.message().getStreamNumber();
    Refusal refusal = open.refusal(owner.maxCursors(identity));
    if (refusal != null) {
      stream.end(refusal, Action.ACTION_STOP);
    } else if (!identity.hasName()) {
      stream.end(Refusal.nameLost(), Action.ACTION_REJOIN);
    } else if (earlier != null && wanted != 0 && wanted <= earlier.number()) {
      stream.end(Refusal.superseded(), Action.ACTION_STOP);
    } else {
      replace(earlier, open.message());
      OpeningStream opening = new OpeningStream(stream, session, open, heldBytes);
      stream.become(opening);
      owner.opened(session, stream.caller());
      opening.awaitTurn();
    }
  }

  /**
   * Makes this stream the session's open stream. If the client has given no number, this stream
   * gets the number after the earlier stream's.
   */
  private void replace(@Nullable SessionStream earlier, Open open) {
    long wanted = open.getStreamNumber();
    stream.setNumberAndEdition(
        wanted == 0 && earlier != null ? numberAfter(earlier.number()) : wanted, open.getEdition());
    session.stream(stream);
    if (earlier != null) {
      earlier.end(Refusal.superseded(), Action.ACTION_STOP);
    }
  }

  /** The number after this number; the same number if it is the largest possible. */
  private static long numberAfter(long number) {
    return number == Long.MAX_VALUE ? number : number + 1;
  }
}
