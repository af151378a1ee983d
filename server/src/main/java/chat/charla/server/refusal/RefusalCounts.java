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
    /** The refusal names no scope. */
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

  /** Receives the number of refusals of one kind. */
  @FunctionalInterface
  public interface Receiver {
    /** Called with the number of refusals since the start of the server. */
    void accept(ErrorReason reason, Scope scope, long count);
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
   * Passes the number of refusals of each reason of the contract to the receiver. Only RATE_LIMITED
   * has scopes; the receiver gets a number for each scope.
   */
  public void forEach(Receiver receiver) {
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
                  receiver.accept(reason, scope, count.sum());
                }
              });
        });
  }
}
