package chat.charla.server.name;

/** The limit on the length of names. */
public final class NameLimits {
  /** The length of the longest allowed name, in code points. */
  public static final int MAX_CODE_POINTS = 32;

  private NameLimits() {}
}
