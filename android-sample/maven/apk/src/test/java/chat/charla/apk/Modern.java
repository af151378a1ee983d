package chat.charla.apk;

import java.util.function.Supplier;

/**
 * A class with features of Java 17 for the dexer: a switch over an enum, pattern matching, a
 * lambda, and string concatenation.
 */
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
