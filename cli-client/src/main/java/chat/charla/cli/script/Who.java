package chat.charla.cli.script;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Who a script wants to be.
 *
 * @param name the name, if one was asked for: then no other will do
 * @param otherwise the name to try if none was asked for
 * @param token the secret of an identity that exists already, if there is one; it keeps its name
 *     unless one was asked for
 * @param keeper keeps the secret of an identity that is made, which then lasts; or null, and the
 *     identity ends with the session
 */
public record Who(
    @Nullable String name, String otherwise, @Nullable String token, @Nullable Keeper keeper) {
  /** Keeps secrets. */
  @FunctionalInterface
  public interface Keeper {
    /**
     * Keeps the token of an identity that has just been made. Nothing else is done with it before.
     *
     * @throws IOException if it cannot be kept; the identity is ended then
     */
    void keep(String token) throws IOException;
  }

  /** Somebody new, for the length of a session. */
  public static Who passing(@Nullable String name, String otherwise) {
    return new Who(name, otherwise, null, null);
  }

  /** Somebody new, who will come back. */
  public static Who lasting(@Nullable String name, String otherwise, Keeper keeper) {
    return new Who(name, otherwise, null, keeper);
  }

  /** Somebody who exists already. */
  public static Who known(@Nullable String name, String otherwise, String token) {
    return new Who(name, otherwise, token, null);
  }
}
