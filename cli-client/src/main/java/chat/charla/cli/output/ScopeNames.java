package chat.charla.cli.output;

import chat.charla.v1.Scope;
import java.util.List;
import java.util.Locale;

/** Names the scopes of access tokens as the command line does. */
public final class ScopeNames {
  private static final String PREFIX = "SCOPE_";

  private ScopeNames() {}

  /** The names, such as {@code read}, in the same order. */
  public static List<String> of(List<Scope> scopes) {
    return scopes.stream().map(ScopeNames::of).toList();
  }

  private static String of(Scope scope) {
    return scope == Scope.UNRECOGNIZED
        ? "unknown"
        : scope.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
  }
}
