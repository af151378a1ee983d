package chat.charla.cli.chat;

import chat.charla.cli.chat.state.Link;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.connection.Explanations;
import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;

/** Tells the user that the connection is lost, or back. Owned by the client's scheduler. */
final class ConnectionNews {
  private final Link link;
  private final Display display;

  /** Whether the chat has reported, since it was last online, that the server is not trusted. */
  private boolean trustFailureReported;

  ConnectionNews(Link link, Display display) {
    this.link = link;
    this.display = display;
  }

  /**
   * The client waits before the next attempt.
   *
   * @param wasLost whether the connection was lost before this state, so that the user knows of the
   *     loss
   */
  void waiting(ConnectionState connection, boolean wasLost) {
    CallFailure cause = connection.cause();
    if (cause != null && (!wasLost || isNewTrustFailure(cause))) {
      String reason = new Explanations(display.words().messages()).of(cause);
      display.systemLine("connection.lost", reason, link.secondsLeft());
    }
  }

  /** The client is online. */
  void online(boolean wasLost) {
    trustFailureReported = false;
    if (wasLost) {
      display.systemLine("connection.back");
    }
  }

  /**
   * Returns whether the failure is a failed trust check that was not reported yet, and marks the
   * failure as reported. A failed trust check is reported even if the loss of the connection was
   * reported before.
   */
  private boolean isNewTrustFailure(CallFailure cause) {
    boolean isNew = !trustFailureReported && Explanations.isTrustFailure(cause);
    trustFailureReported |= isNew;
    return isNew;
  }
}
