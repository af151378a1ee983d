package chat.charla.server.chat;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.AuditTimeline;
import chat.charla.v1.Record;
import java.util.Map;
import java.util.function.Consumer;

/** Records the actions that operators request by calls. Owned by the core. */
final class Audit {
  /** A detail of a call that found everything as requested, and has changed nothing. */
  static final Map<String, String> UNCHANGED = Map.of("unchanged", "true");

  private final AdminActions actions;
  private final AuditTimeline timeline;

  /**
   * Creates an object that records actions.
   *
   * @param actions receives each action in the chat at once
   * @param timeline gets an event for each action
   */
  Audit(AdminActions actions, AuditTimeline timeline) {
    this.actions = actions;
    this.timeline = timeline;
  }

  /**
   * Reports an action in the chat that has been carried out, and records it.
   *
   * @param answer the answer to the call
   * @param reply gets the answer when the action is recorded
   */
  <T> void actedInChat(
      String action,
      String target,
      Map<String, String> details,
      T answer,
      Consumer<Outcome<T>> reply) {
    actions.done(action, target, details);
    record(action, target, details, answer, reply);
  }

  /**
   * Records an action that has been carried out.
   *
   * @param action what was done, such as "account.suspended"
   * @param target what the action applies to, such as the id of a user
   * @param details further values; never a secret
   * @param answer the answer to the call
   * @param reply gets the answer when the action is recorded
   */
  <T> void record(
      String action,
      String target,
      Map<String, String> details,
      T answer,
      Consumer<Outcome<T>> reply) {
    timeline.append(
        Record.newBuilder().setAction(action).setTarget(target).putAllDetails(details).build(),
        stored ->
            reply.accept(
                stored ? Outcome.done(answer) : Outcome.refused(Refusal.storageUnavailable())));
  }
}
