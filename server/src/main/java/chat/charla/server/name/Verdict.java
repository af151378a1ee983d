package chat.charla.server.name;

/** What the rules say of a name. */
public sealed interface Verdict {

  /**
   * It breaks none.
   *
   * @param name the name in its accepted form
   */
  record Accepted(String name) implements Verdict {}

  /**
   * It breaks this one, and none of those before it.
   *
   * @param codePoint the character to blame, or {@link #NONE}
   */
  record Refused(Rule rule, int codePoint) implements Verdict {
    /** It is not one character. */
    public static final int NONE = -1;

    /** A refusal of the whole name. */
    public static Refused of(Rule rule) {
      return new Refused(rule, NONE);
    }
  }
}
