package chat.charla.cli.terminal;

import java.util.regex.Pattern;

/**
 * Shows a joined emoji as its parts. Terminals differ in the width of a joined emoji, such as a
 * family: some draw one picture, others all parts. JLine counts all parts, so after one picture the
 * cursor would be at the wrong place. Only the shown line changes, not the typed one.
 */
final class Joiners {
  /** A joiner before an emoji. Between letters, as in Hindi, a joiner changes their form. */
  private static final Pattern BEFORE_EMOJI =
      Pattern.compile("\u200D(?=[\\x{2600}-\\x{27BF}\\x{2B00}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}])");

  private Joiners() {}

  /** The text without the joiners before emoji. */
  static String hidden(String text) {
    return BEFORE_EMOJI.matcher(text).replaceAll("");
  }
}
