package chat.charla.cli.chat;

import chat.charla.cli.chat.state.SessionStore;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.settings.FileTrouble;
import chat.charla.client.ChatClient;
import chat.charla.client.SavedSession;
import chat.charla.client.Scheduler;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Saves the session to a store soon after a change. Several changes within {@link #SOON} are saved
 * together. Owned by the client's scheduler.
 */
final class SessionKeeper {
  private static final Duration SOON = Duration.ofMillis(200);

  private final Scheduler scheduler;
  private final @Nullable SessionStore store;
  private final Display display;
  private boolean saving;
  private boolean due;
  private boolean failing;

  /**
   * Creates a keeper that saves to the store, or does nothing if {@code store} is null.
   *
   * @param first the session at the start
   */
  SessionKeeper(
      Scheduler scheduler, @Nullable SessionStore store, SavedSession first, Display display) {
    this.scheduler = scheduler;
    this.store = store;
    this.display = display;
    this.saving = store != null && store.keeps(first);
  }

  /** Whether the session is saved, so that a later process can continue it. */
  boolean isSaving() {
    return saving;
  }

  /** Schedules saving the client's session, which has changed. */
  void changed(ChatClient client) {
    if (saving && !due) {
      due = true;
      scheduler.schedule(
          SOON,
          () -> {
            due = false;
            client.snapshot(this::keep);
          });
    }
  }

  void keep(SavedSession session) {
    if (store == null) {
      return;
    }
    if (session.token() != null) {
      saving = store.keeps(session);
    }
    try {
      store.save(session);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        display.systemLine("session.not-kept", FileTrouble.explain(e, display.words().messages()));
      }
      failing = true;
    }
  }
}
