package chat.charla.cli.script;

import chat.charla.v1.User;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a script wants to use.
 *
 * @param name the required name, or null
 * @param defaultName the name to try if {@code name} is null
 * @param token the token of an existing identity, or null for a new identity; if {@code name} is
 *     null, an existing identity keeps its name
 * @param keeper saves the token of a new identity, so that later runs can use the identity; if
 *     null, a new identity ends with the session
 * @param whenKnown gets the user of an existing identity, if the server knows the token
 */
public record ScriptIdentity(
    @Nullable String name,
    String defaultName,
    @Nullable String token,
    @Nullable Keeper keeper,
    Consumer<User> whenKnown) {
  /** Saves the token of a new identity. */
  @FunctionalInterface
  public interface Keeper {
    /**
     * Saves the token of an identity that was just created. The session calls this before it uses
     * the identity.
     *
     * @throws IOException if the token cannot be saved; the session then ends the identity
     */
    void keep(String token) throws IOException;
  }

  /** A new identity that ends with the session. */
  public static ScriptIdentity temporary(@Nullable String name, String defaultName) {
    return new ScriptIdentity(name, defaultName, null, null, self -> {});
  }

  /** A new identity that later runs can use. */
  public static ScriptIdentity lasting(@Nullable String name, String defaultName, Keeper keeper) {
    return new ScriptIdentity(name, defaultName, null, keeper, self -> {});
  }

  /** An existing identity. */
  public static ScriptIdentity existing(@Nullable String name, String defaultName, String token) {
    return new ScriptIdentity(name, defaultName, token, null, self -> {});
  }

  /**
   * An account.
   *
   * @param name the last known name
   * @param whenKnown gets the account with its present name, if the server knows the token
   */
  public static ScriptIdentity account(String name, String token, Consumer<User> whenKnown) {
    return new ScriptIdentity(null, name, token, null, whenKnown);
  }
}
