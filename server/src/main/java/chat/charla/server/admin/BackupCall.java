package chat.charla.server.admin;

import chat.charla.admin.v1.BackupResponse;
import chat.charla.server.refusal.Outcome;

/** The client's side of a call that makes a backup. The methods must neither block nor throw. */
public interface BackupCall {
  /** Takes the progress, or ignores it. */
  void progress(BackupResponse response);

  /** Takes the last response or the refusal. Called once, after every call of {@link #progress}. */
  void ended(Outcome<BackupResponse> outcome);
}
