package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.CommandResult;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Carries out the room changes that unary calls request. The changes of one identity run one after
 * the other, as on a stream, so only few tasks wait for the identity's record at once. A stream
 * that opens also takes a turn, so it waits for earlier changes only. Owned by the core.
 */
final class RoomChanges {
  private static final Logger LOG = System.getLogger(RoomChanges.class.getName());

  private final Scheduler core;

  /** How many changes of one identity may wait. */
  private static final int MAX_WAITING = ContractLimits.MAX_OUTSTANDING_COMMANDS;

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  /**
   * The changes that wait for earlier ones, by identity. An identity has an entry while one of its
   * changes is in progress.
   */
  private final Map<Identity, Queue<Runnable>> waiting = new HashMap<>();

  RoomChanges(Scheduler core) {
    this.core = core;
  }

  /**
   * Begins a change when the identity's earlier changes are answered. Refuses the change if too
   * many wait.
   */
  void add(
      Identity identity,
      Consumer<Outcome<CommandResult>> reply,
      Consumer<Consumer<Outcome<CommandResult>>> change) {
    Queue<Runnable> earlier = waiting.get(identity);
    if (earlier != null && earlier.size() >= MAX_WAITING) {
      reply.accept(Outcome.refused(Refusal.rateLimited("commands", "session", RETRY_DELAY)));
    } else {
      runInTurn(identity, () -> begin(identity, reply, change));
    }
  }

  /**
   * Runs a task when the identity's earlier changes are answered. Later changes wait until the
   * caller calls {@link #endTurn} with the same task.
   */
  void awaitTurn(Identity identity, Runnable turn) {
    runInTurn(identity, turn);
  }

  /** Ends the turn of a task. If the task still waits for its turn, it never runs. */
  void endTurn(Identity identity, Runnable turn) {
    Queue<Runnable> later = waiting.get(identity);
    if (later == null || !later.remove(turn)) {
      // Begin the next change in a later task, because the caller is not finished.
      core.execute(() -> beginNext(identity));
    }
  }

  private void runInTurn(Identity identity, Runnable begin) {
    Queue<Runnable> earlier = waiting.get(identity);
    if (earlier == null) {
      waiting.put(identity, new ArrayDeque<>(0));
      begin.run();
    } else {
      earlier.add(begin);
    }
  }

  private void begin(
      Identity identity,
      Consumer<Outcome<CommandResult>> reply,
      Consumer<Consumer<Outcome<CommandResult>>> change) {
    Consumer<Outcome<CommandResult>> once =
        new Consumer<>() {
          private boolean answered;

          @Override
          public void accept(Outcome<CommandResult> outcome) {
            if (!answered) {
              answered = true;
              // Begin the next change in a later task, because this change is complete only after
              // its answer.
              core.execute(() -> beginNext(identity));
              reply.accept(outcome);
            }
          }
        };
    try {
      change.accept(once);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "changing rooms by a unary call failed", bug);
      once.accept(Outcome.refused(Refusal.internal()));
    }
  }

  private void beginNext(Identity identity) {
    Queue<Runnable> later = waiting.get(identity);
    Runnable begin = later == null ? null : later.poll();
    if (begin == null) {
      waiting.remove(identity);
    } else {
      begin.run();
    }
  }
}
