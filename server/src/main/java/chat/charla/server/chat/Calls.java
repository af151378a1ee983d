package chat.charla.server.chat;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Runs unary calls on the core, and authenticates them. Any thread may call {@link #onCore}. */
final class Calls {
  private static final Logger LOG = System.getLogger(Calls.class.getName());

  private final Scheduler core;
  private final Authentication authentication;
  private final Streams streams;

  Calls(Scheduler core, Authentication authentication, Streams streams) {
    this.core = core;
    this.authentication = authentication;
    this.streams = streams;
  }

  /**
   * Runs the task on the core. If the task throws, the caller gets INTERNAL, and other callers are
   * not affected.
   */
  <T> void onCore(Consumer<Outcome<T>> reply, Runnable task) {
    core.execute(() -> run(reply, task));
  }

  /**
   * Runs a later step of a call, which must be on the core already. If the step throws, the caller
   * gets INTERNAL; otherwise it would never get an answer.
   */
  <T> void run(Consumer<Outcome<T>> reply, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a call failed", bug);
      reply.accept(Outcome.refused(Refusal.internal()));
    }
  }

  /** Like {@link #onCore}, for a call that is refused while the server drains. */
  <T> void unlessDraining(Consumer<Outcome<T>> reply, Runnable task) {
    onCore(
        reply,
        () -> {
          if (streams.isDraining()) {
            reply.accept(Outcome.refused(Refusal.serverDraining()));
          } else {
            task.run();
          }
        });
  }

  /** Counts a refused call towards the limit of failed calls of the caller's address. */
  <T> Outcome<T> countFailure(Caller caller, Refusal refusal) {
    return authentication.countFailure(caller, Outcome.refused(refusal));
  }

  /** Authenticates a call. Called on the core. */
  <T> void authenticate(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    authentication
        .authenticate(caller)
        .match(action, refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /**
   * Authenticates a call like {@link #authenticate}, and counts it as a command for the rate limit.
   * Called on the core.
   */
  <T> void authenticateAndCount(
      Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    authentication
        .authenticateAndCount(caller)
        .match(action, refusal -> reply.accept(Outcome.refused(refusal)));
  }
}
