package chat.charla.server.admin;

import chat.charla.server.refusal.Outcome;
import java.util.Map;
import java.util.function.Consumer;

/** Records what operators have done, so that other operators can check it later. */
public interface Recorder {
  /**
   * Records an action, without waiting. Any thread may call this method.
   *
   * @param action what was done, such as "backup.made"
   * @param target what the action applies to; empty for the whole server
   * @param details further values; never a secret
   * @param answer the answer to the operator's call
   * @param reply gets the answer when the action is recorded, or the reason why it cannot be
   *     recorded
   */
  <T> void record(
      String action,
      String target,
      Map<String, String> details,
      T answer,
      Consumer<Outcome<T>> reply);
}
