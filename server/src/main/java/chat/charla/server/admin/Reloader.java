package chat.charla.server.admin;

import chat.charla.admin.v1.ReloadConfigResponse;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;

/** Reads the configuration again, and applies it. */
@FunctionalInterface
public interface Reloader {
  /** Refuses to reload, because there is no configuration file. */
  Reloader WITHOUT_FILE = () -> refused("the server was started without a configuration file");

  /** Reloads. Blocks on I/O. Several threads may call this. */
  Outcome<ReloadConfigResponse> reload();

  /**
   * The outcome of a reload that has changed nothing.
   *
   * @param problems what is wrong, one problem a line
   */
  static Outcome<ReloadConfigResponse> refused(String problems) {
    return Outcome.refused(
        Refusal.of(ErrorReason.ERROR_REASON_RELOAD_FAILED, "the configuration stays as it was")
            .with("problems", problems));
  }
}
