package chat.charla.server.chat;

import chat.charla.server.chat.ResumePoints.Entry;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.MembershipChanged;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The stream has sent Ready. It delivers events and carries out commands. */
final class LiveStream extends StreamState {
  private static final Logger LOG = System.getLogger(LiveStream.class.getName());

  private final CoreStream stream;
  private final Session session;
  private final boolean drainOnHalfClose;

  LiveStream(CoreStream stream, Session session, boolean drainOnHalfClose) {
    this.stream = stream;
    this.session = session;
    this.drainOnHalfClose = drainOnHalfClose;
  }

  @Override
  void command(StreamCommand command) {
    stream.commands().add(command.withoutOpen());
    proceed();
  }

  @Override
  void halfClosed() {
    proceed();
  }

  @Override
  void enteredElsewhere(String room) {
    stream
        .timelines()
        .enteredElsewhere(TimelineId.room(room), stream.in(this, () -> deliver(room)));
  }

  private void deliver(String room) {
    Entry entry = stream.owner().entry(session.identity(), room);
    stream
        .outlet()
        .membershipChanged(
            MembershipChanged.newBuilder().setRoomEntered(entry.roomEntered()).build());
    stream.follow(entry.timeline(), entry.since());
  }

  /**
   * Carries out the commands that do not have to wait. Begins to drain if all commands are
   * answered, the client has closed its side, and its {@code Open} asked for draining.
   */
  void proceed() {
    CommandQueue commands = stream.commands();
    for (StreamCommand next = commands.next(); next != null; next = commands.next()) {
      carryOut(next);
    }
    boolean allDone = stream.isHalfClosed() && commands.isIdle();
    if (allDone && drainOnHalfClose && !stream.hasEnded()) {
      DrainingStream draining = new DrainingStream(stream);
      stream.become(draining);
      draining.begin();
    }
  }

  /**
   * Carries out one command. If this throws, the stream refuses the command; other commands are not
   * affected.
   */
  private void carryOut(StreamCommand command) {
    ConverseRequest request = command.request();
    // A message stays in memory until it is posted, even if its stream ends.
    Runnable releaseMemory =
        request.hasSendMessage() ? stream.caller().memory().keepCharged() : () -> {};
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Outcome<CommandResult>> reply =
        outcome -> {
          releaseMemory.run();
          if (!answered.getAndSet(true)) {
            stream.run(() -> answer(command, outcome));
          }
        };
    try {
      stream.owner().carryOut(session, stream, request, command.refusal(), reply);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "carrying out a command failed", bug);
      reply.accept(Outcome.refused(Refusal.internal()));
    }
  }

  /** Answers a command. After the stream has ended, only releases the command's memory. */
  private void answer(StreamCommand command, Outcome<CommandResult> outcome) {
    CommandQueue commands = stream.commands();
    commands.answered();
    stream.outlet().result(command.request().getRequestId(), outcome, command.heldBytes());
    stream.endIfAnswered();
    if (command.changesRooms() || commands.hasWaiting() || stream.isHalfClosed()) {
      // Continue in a later task, because the stream begins to follow an entered room only after
      // this method.
      stream.core().execute(stream.in(this, () -> answered(command)));
    }
  }

  private void answered(StreamCommand command) {
    if (command.changesRooms()) {
      stream.commands().roomsSettled();
    }
    proceed();
  }
}
