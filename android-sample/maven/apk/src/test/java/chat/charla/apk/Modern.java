package chat.charla.apk;

import java.util.function.Supplier;

/** For the dexer, of Java 17: a switch over an enum, a pattern, a lambda, joined strings. */
final class Modern {
  private Modern() {}

  enum Colour {
    RED,
    GREEN
  }

  static Supplier<String> describe(Object thing) {
    return () -> {
      if (thing instanceof Colour colour) {
        return "colour "
            + switch (colour) {
              case RED -> 1;
              case GREEN -> 2;
            };
      }
      return "thing " + thing + " of " + thing.getClass();
    };
  }
}
