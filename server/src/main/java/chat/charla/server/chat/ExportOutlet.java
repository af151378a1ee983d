package chat.charla.server.chat;

import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.server.refusal.Outcome;

/**
 * The client's side of a call that exports a user. The methods must neither block nor throw. They
 * are called one after the other, by any thread.
 */
public interface ExportOutlet {
  /** Sends a response. */
  void send(ExportUserResponse response);

  /** Runs a task as soon as the client can receive more: now, or later on any thread. */
  void whenReady(Runnable task);

  /** Sends the last response or the refusal, and ends the call. Ignored if the call has ended. */
  void end(Outcome<ExportUserResponse> outcome);
}
