package chat.charla.cli.script;

import org.jspecify.annotations.Nullable;

/**
 * Who a script wants to be.
 *
 * @param name the name, if one was asked for: then no other will do
 * @param otherwise the name to try if none was asked for
 * @param token the secret of an identity that exists already, if there is one; then names are of no
 *     interest
 */
public record Who(@Nullable String name, String otherwise, @Nullable String token) {}
