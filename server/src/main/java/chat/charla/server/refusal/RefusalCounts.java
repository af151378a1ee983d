package chat.charla.server.refusal;

import chat.charla.v1.ErrorReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many refusals clients have got since the start of the server. Thread-safe. */
public final class RefusalCounts {
  private final Map<ErrorReason, Map<Scope, LongAdder>> counts = new EnumMap<>(ErrorReason.class);

  /** The scope of the limit that has caused a refusal. */
  public enum Scope {
    /** The refusal is not caused by a limit that names its scope. */
    NONE,
    /** One session. */
    SESSION,
    /** All sessions of one account. */
    ACCOUNT,
    /** One connection. */
    CONNECTION,
    /** One address. */
    ADDRESS,
    /** The whole server. */
    SERVER;

    private static Scope of(Refusal refusal) {
      return switch (refusal.metadata().getOrDefault("scope", "")) {
        case "session" -> SESSION;
        case "account" -> ACCOUNT;
        case "connection" -> CONNECTION;
        case "address" -> ADDRESS;
        case "server" -> SERVER;
        default -> NONE;
      };
    }
  }

  /** Takes the number of refusals of one kind. */
  @FunctionalInterface
  public interface Target {
    /** Called with the number of refusals since the start of the server. */
    void take(ErrorReason reason, Scope scope, long count);
  }

  /** Creates counts without refusals. */
  public RefusalCounts() {
    for (ErrorReason reason : ErrorReason.values()) {
      Map<Scope, LongAdder> scopes = new EnumMap<>(Scope.class);
      for (Scope scope : Scope.values()) {
        scopes.put(scope, new LongAdder());
      }
      counts.put(reason, scopes);
    }
  }

  /** Counts a refusal that a client gets. */
  public void count(Refusal refusal) {
    Map<Scope, LongAdder> scopes = counts.get(refusal.reason());
    LongAdder count = scopes == null ? null : scopes.get(Scope.of(refusal));
    if (count != null) {
      count.increment();
    }
  }

  /**
   * Passes on the number of refusals of every reason that the contract defines. Only RATE_LIMITED
   * has a scope; each of its scopes is passed on.
   */
  public void forEach(Target target) {
    counts.forEach(
        (reason, scopes) -> {
          boolean hasScope = reason == ErrorReason.ERROR_REASON_RATE_LIMITED;
          if (reason == ErrorReason.UNRECOGNIZED
              || reason == ErrorReason.ERROR_REASON_UNSPECIFIED) {
            return;
          }
          scopes.forEach(
              (scope, count) -> {
                if (hasScope != (scope == Scope.NONE)) {
                  target.take(reason, scope, count.sum());
                }
              });
        });
  }
}
