package chat.charla.cli.chat;

import chat.charla.cli.chat.state.ChatSettings;
import chat.charla.cli.chat.state.SessionStore;
import chat.charla.cli.oidc.IssuerLogin;
import chat.charla.client.SavedSession;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options with which a chat starts.
 *
 * @param name the name to join with, or null to ask for one
 * @param server the server's address, for display
 * @param settings the user's settings
 * @param firstScreen what to show of a room that the user has entered
 * @param clock the clock, with the time zone for display
 * @param saved the session of an earlier process, or null to start with a new identity
 * @param store where to save the session, or null to end the identity when the chat ends
 * @param passwordsProtected whether the connection to the server is encrypted, or does not leave
 *     this machine
 * @param sessionLabel what the user recognises a session by
 * @param issuerLogin starts log-ins at the issuer of the server
 */
public record ChatOptions(
    @Nullable String name,
    String server,
    ChatSettings settings,
    FirstScreen firstScreen,
    Clock clock,
    @Nullable SavedSession saved,
    @Nullable SessionStore store,
    boolean passwordsProtected,
    Supplier<String> sessionLabel,
    IssuerLogin issuerLogin) {}
