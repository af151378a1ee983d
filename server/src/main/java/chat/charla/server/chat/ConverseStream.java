package chat.charla.server.chat;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.ConverseRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one session, from its call to its end. Any thread may call {@link #command}, {@link
 * #halfClosed} and {@link #cancelled}; the core then carries them out on the {@link CoreStream}.
 *
 * <p>The stream is always in one of these states. Each of the four states in the middle is a class:
 * {@link UnopenedStream}, {@link OpeningStream}, {@link LiveStream} and {@link DrainingStream}.
 *
 * <pre>
 *            token            Open           rooms are stored          half-closed, idle
 * Unproven ────────→ Unopened ─────→ Opening ────────────────→ Live ────────────────────→ Draining
 *     │                 │               │         Ready          │                           │
 *     └─────────────────┴───────────────┴───────────┬────────────┴───────────────────────────┘
 *                                                   ▼
 *                                                  Ended
 * </pre>
 *
 * <p>A stream may end in any state: its client cancels it, a later stream of the same identity
 * replaces it, the identity ends, the server drains, or a step throws. If its client floods the
 * server, the stream ignores further commands, and ends when the earlier ones are answered. The
 * table shows the other events, and what the stream does in each state. A dash or an empty cell
 * means that the stream does nothing.
 *
 * <pre>
 *                  Unopened         Opening         Live                             Draining
 * ───────────────  ───────────────  ──────────────  ───────────────────────────────  ────────
 * Open             → Opening; or waits           is refused: the stream is open
 *                  refused: → Ended
 * another command  an empty Open    waits           is carried out, by the rules of
 *                  comes first                      CommandQueue
 * no command for   as if an empty
 *   openTimeout    Open came
 * half-close       as if an empty   is stored       if Open said drain_on_half_close
 *                  Open came                        and all is answered: → Draining
 * changes of       –                Ready: → Live   –
 *   rooms are
 *   complete
 * a command is     –                –               waiting commands are carried out;
 *   answered                                        after a half-close, as above
 * all is           –                –               –                                OK: → Ended
 *   delivered
 * </pre>
 */
public final class ConverseStream {
  private final CoreStream stream;
  private final Duration openTimeout;

  /** Whether a command has arrived. Owned by the event loop. */
  private boolean hasReceivedCommand;

  /**
   * Creates a stream that has not started.
   *
   * @param openTimeout how long the stream waits for its first command
   */
  ConverseStream(CoreStream stream, Duration openTimeout) {
    this.stream = stream;
    this.openTimeout = openTimeout;
  }

  /** Starts the stream: authenticates its client by the token. Called on the core. */
  void start() {
    stream.run(
        () ->
            stream
                .owner()
                .begin(stream, stream.caller())
                .match(this::proven, refusal -> stream.end(refusal, actionAfter(refusal))));
  }

  private void proven(Session session) {
    stream.setSession(session);
    stream.outlet().proven();
    stream.become(new UnopenedStream(stream, session, openTimeout));
  }

  /**
   * Receives the stream's next command. {@link StreamOutlet#result} answers each command once,
   * unless the stream ends first.
   *
   * @param refusal the reason to refuse the command regardless of its content; null if there is
   *     none
   * @return the memory that the command takes until it is answered, in bytes
   */
  public long command(ConverseRequest request, @Nullable Refusal refusal) {
    StreamCommand command = StreamCommand.of(request, !hasReceivedCommand, refusal);
    hasReceivedCommand = true;
    Runnable release = stream.caller().memory().keepCharged();
    stream
        .core()
        .execute(
            () -> {
              try {
                stream.run(() -> stream.command(command));
              } finally {
                release.run();
              }
            });
    return command.heldBytes();
  }

  /**
   * Called when the client has closed its side of the stream, so that it sends no more commands.
   */
  public void halfClosed() {
    stream.core().execute(() -> stream.run(stream::halfClosed));
  }

  /** Called when the client has cancelled the call, or the connection is lost. */
  public void cancelled() {
    stream.core().execute(stream::endSilently);
  }

  /** What a client should do after a stream has ended with this refusal. */
  static Action actionAfter(Refusal refusal) {
    return switch (refusal.reason()) {
      case ERROR_REASON_SESSION_EXPIRED, ERROR_REASON_NAME_LOST -> Action.ACTION_REJOIN;
      case ERROR_REASON_SERVER_DRAINING, ERROR_REASON_INTERNAL, ERROR_REASON_RATE_LIMITED ->
          Action.ACTION_RESUME;
      default -> Action.ACTION_STOP;
    };
  }
}
