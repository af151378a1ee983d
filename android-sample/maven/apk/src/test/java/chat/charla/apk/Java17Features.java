package chat.charla.apk;

import java.util.function.Supplier;

/**
 * A class that the tests translate. It has a switch over an enum, pattern matching, a lambda, and a
 * string concatenation.
 */
final class Java17Features {
  private Java17Features() {}

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
