package chat.charla.server.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The most common passwords among those that the other rules allow. The list is short: the limits
 * allow only a few dozen guesses from one address in an hour, and guesses begin with the passwords
 * of this list.
 */
final class CommonPasswords {
  private static final String RESOURCE = "common-passwords.txt";

  private CommonPasswords() {}

  /** Java loads this class, and so the list, at the first check of a password. */
  private static final class LazyList {
    private static final Set<String> PASSWORDS = load();
  }

  /** Whether the list has this password, which must be in lower case. */
  static boolean contain(String password) {
    return LazyList.PASSWORDS.contains(password);
  }

  private static Set<String> load() {
    try (InputStream stream =
            Objects.requireNonNull(CommonPasswords.class.getResourceAsStream(RESOURCE));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines.lines().collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
