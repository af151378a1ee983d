package chat.charla.cli.chat;

import chat.charla.client.SavedSession;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * How a chat begins.
 *
 * @param name the name to join with, or null to ask for one
 * @param server where the server is, in words
 * @param settings what the person has set
 * @param clock the time, and the zone it is shown in
 * @param saved who one was in an earlier process, or null for somebody new
 * @param store where to keep who one is, or null to leave for good in the end
 */
public record ChatOptions(
    @Nullable String name,
    String server,
    ChatSettings settings,
    Clock clock,
    @Nullable SavedSession saved,
    @Nullable SessionStore store) {
  /** Somebody new, here and now. */
  public static ChatOptions of(@Nullable String name, String server) {
    return new ChatOptions(
        name, server, ChatSettings.DEFAULT, Clock.systemDefaultZone(), null, null);
  }
}
