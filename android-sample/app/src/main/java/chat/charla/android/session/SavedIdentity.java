package chat.charla.android.session;

import chat.charla.android.conversation.CompactedFacts;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.android.conversation.TranscriptState;
import chat.charla.client.SavedSession;
import chat.charla.v1.Error;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Gives up the identity that is saved for a server. */
final class SavedIdentity {
  private static final Logger LOGGER = Logger.getLogger(SavedIdentity.class.getName());

  private SavedIdentity() {}

  /**
   * Forgets the saved session for a server, so that the next client gets another identity. The
   * pending messages become failed messages, which the conversations of the next identity show. A
   * message that may have been sent has an unknown outcome. There must be no client for this
   * server.
   */
  static void giveUp(Storage storage, ServerSettings server) {
    SavedSession saved = storage.session(server);
    if (saved != null && !saved.userId().isEmpty()) {
      recordPending(storage, server, saved);
    }
    // The messages are recorded before the session is deleted, so that the end of the process loses
    // none.
    storage.forgetSession(server);
  }

  private static void recordPending(Storage storage, ServerSettings server, SavedSession saved) {
    String userId = saved.userId();
    CompactedFacts compacted = new CompactedFacts(userId);
    try (TranscriptFile transcript =
        TranscriptFile.open(storage.transcript(server), userId, compacted)) {
      TranscriptState state = new TranscriptState(userId);
      compacted.replayTo(state);
      for (SavedSession.SavedMessage message : state.reconcile(saved).messages()) {
        transcript.onMessageFailed(
            new FailedMessage(
                message.clientMessageId(),
                message.target(),
                message.text(),
                message.wasNeverSent() ? FailedMessage.Kind.NOT_SENT : FailedMessage.Kind.UNKNOWN,
                Error.getDefaultInstance()));
      }
    } catch (IOException failure) {
      LOGGER.log(Level.SEVERE, "the pending messages cannot be recorded", failure);
    }
  }
}
