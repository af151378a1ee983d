package chat.charla.cli.script;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a script asks for.
 *
 * @param name the required name, or null
 * @param otherwise the name to try if none is required
 * @param token the token of an existing identity, or null; the identity keeps its name unless
 *     {@code name} is given
 * @param keeper saves the token of a new identity, so that the identity lasts; if null, a new
 *     identity ends with the session
 */
public record ScriptIdentity(
    @Nullable String name, String otherwise, @Nullable String token, @Nullable Keeper keeper) {
  /** Saves the token of a new identity. */
  @FunctionalInterface
  public interface Keeper {
    /**
     * Saves the token of an identity that was just created, before it is used.
     *
     * @throws IOException if it cannot be saved; the identity is then ended
     */
    void keep(String token) throws IOException;
  }

  /** A new identity for the duration of a session. */
  public static ScriptIdentity temporary(@Nullable String name, String otherwise) {
    return new ScriptIdentity(name, otherwise, null, null);
  }

  /** A new identity that lasts. */
  public static ScriptIdentity lasting(@Nullable String name, String otherwise, Keeper keeper) {
    return new ScriptIdentity(name, otherwise, null, keeper);
  }

  /** An existing identity. */
  public static ScriptIdentity existing(@Nullable String name, String otherwise, String token) {
    return new ScriptIdentity(name, otherwise, token, null);
  }
}
