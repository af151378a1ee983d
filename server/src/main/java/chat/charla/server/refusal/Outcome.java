package chat.charla.server.refusal;

import java.util.function.Consumer;
import java.util.function.Function;

/** A result or a refusal. */
public sealed interface Outcome<T> {

  /** The action was carried out. */
  record Done<T>(T value) implements Outcome<T> {}

  /** The action was refused. */
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /** Calls {@code onDone} with the result, or {@code onRefused} with the refusal. */
  default void match(Consumer<? super T> onDone, Consumer<Refusal> onRefused) {
    if (this instanceof Done<T> done) {
      onDone.accept(done.value());
    } else if (this instanceof Refused<T> refused) {
      onRefused.accept(refused.refusal());
    }
  }

  /**
   * Applies the next step to the result, and returns the outcome of that step. If this outcome is a
   * refusal, returns the refusal.
   */
  default <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
    if (this instanceof Done<T> done) {
      return next.apply(done.value());
    }
    return refused(((Refused<T>) this).refusal());
  }

  /** Maps the result. If this outcome is a refusal, returns the refusal. */
  default <R> Outcome<R> map(Function<? super T, ? extends R> mapping) {
    if (this instanceof Done<T> done) {
      return done(mapping.apply(done.value()));
    }
    return refused(((Refused<T>) this).refusal());
  }
}
