package chat.charla.server.name;

/** The result of checking a name. */
public sealed interface Verdict {

  /**
   * The name satisfies all rules.
   *
   * @param name the name in its accepted form
   */
  record Accepted(String name) implements Verdict {}

  /**
   * The name breaks this rule, and none of the rules before it.
   *
   * @param codePoint the offending character, or {@link #NONE}
   */
  record Refused(Rule rule, int codePoint) implements Verdict {
    /** The value of {@code codePoint} if no single character causes the refusal. */
    public static final int NONE = -1;

    /** A refusal of the whole name. */
    public static Refused of(Rule rule) {
      return new Refused(rule, NONE);
    }
  }
}
