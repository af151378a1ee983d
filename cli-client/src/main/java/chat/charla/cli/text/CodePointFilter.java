package chat.charla.cli.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decides for each code point of a text, from left to right, whether it may be sent to a terminal.
 * The decision depends on the neighbours. For example, a joiner is allowed between two emoji, and a
 * combining mark on a character. Each decision takes constant time. A filter is used for one text
 * only. Not thread-safe.
 *
 * <p>These code points are kept regardless of their neighbours: all visible code points; unassigned
 * code points, because Java 17 does not know the newest emoji; all kinds of space; the blank
 * Braille pattern, which is used in drawings; code points for private use, which fonts display.
 */
final class CodePointFilter {
  /** The decision for a code point. */
  enum Decision {
    /** Keep the code point. */
    KEEP,
    /** The code point ends the line. */
    END_LINE,
    /** Replace the code point: a terminal may interpret it, or it is not a character. */
    REPLACE,
    /**
     * Drop the code point: it is invisible, or its character already has {@link #MAX_MARKS} marks.
     */
    DROP,
    /**
     * The code point is a mark, and no character on this line comes before it. The terminal would
     * draw the mark on a character outside this line.
     */
    ATTACHES_TO_NOTHING
  }

  /**
   * The maximum number of marks on one character. Vietnamese needs 2, pointed and cantillated
   * Hebrew about 5; the longest stack in use is Tibetan, with 8. Decomposition turns a character
   * into a base with at most 3 marks. Together with the marks that a writing system adds, there are
   * never more than 8. So composed and decomposed texts are both kept.
   */
  static final int MAX_MARKS = 8;

  /** The maximum number of joiners in an emoji. The emoji of Unicode 17 need 3. */
  static final int MAX_JOINED = 7;

  private static final int NONE = -1;
  private static final int MONGOLIAN_VOWEL_SEPARATOR = 0x180E;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int TEXT_STYLE = 0xFE0E;
  private static final int EMOJI_STYLE = 0xFE0F;
  private static final int KEYCAP = 0x20E3;
  private static final int BLACK_FLAG = 0x1F3F4;
  private static final int CANCEL_TAG = 0xE007F;
  private static final int MIN_TAGS = 3;
  private static final int MAX_TAGS = 6;

  /** In these scripts a joiner between two letters changes their form, and often the word. */
  private static final Set<UnicodeScript> SCRIPTS_WITH_JOINERS =
      EnumSet.of(
          UnicodeScript.ARABIC,
          UnicodeScript.SYRIAC,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.GUJARATI,
          UnicodeScript.ORIYA,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.KANNADA,
          UnicodeScript.MALAYALAM,
          UnicodeScript.SINHALA,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  /** In these scripts a variation selector selects the form of a letter. */
  private static final Set<UnicodeScript> SCRIPTS_WITH_VARIANTS =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.MYANMAR,
          UnicodeScript.PHAGS_PA,
          UnicodeScript.EGYPTIAN_HIEROGLYPHS);

  /** The last base character of this line that was kept, or {@link #NONE}. */
  private int base = NONE;

  /** Whether no code point was kept after the base. */
  private boolean atBase;

  /** The number of marks on the base. */
  private int marks;

  /** The number of joiners in the emoji that ends with the base. */
  private int joined;

  /** Whether the next code point is an emoji that is joined to the base. */
  private boolean joining;

  /** The number of tags that still follow in the current flag. */
  private int tagsToCome;

  /** Forgets the preceding text, as at the beginning of a line. */
  void reset() {
    base = NONE;
    atBase = false;
  }

  /**
   * Decides about the code point at this index. The caller must call this for each code point of
   * the text, in order.
   *
   * <p>The decision depends on the next code point only if the next code point will be kept. If it
   * depended on a code point that is dropped, sanitizing the result again would find another
   * neighbour, and could decide differently.
   */
  Decision decide(String text, int index) {
    int codePoint = text.codePointAt(index);
    int next = nextCodePoint(text, index + Character.charCount(codePoint));
    if (codePoint == '\n' || CodePoints.isLineSeparator(codePoint)) {
      reset();
      return Decision.END_LINE;
    }
    if (codePoint == '\t') {
      reset();
      return Decision.KEEP;
    }
    if (CodePoints.isControl(codePoint) || CodePoints.isBroken(codePoint)) {
      setBase(codePoint);
      return Decision.REPLACE;
    }
    if (CodePoints.isInvisible(codePoint)) {
      return invisible(text, index, codePoint, next);
    }
    if (CodePoints.isPrependedMark(codePoint)) {
      return prependedMark(codePoint, next);
    }
    if (CodePoints.isStackingMark(codePoint) || CodePoints.isSpacingMark(codePoint)) {
      return mark(codePoint);
    }
    setBase(codePoint);
    return Decision.KEEP;
  }

  private void setBase(int codePoint) {
    if (!joining) {
      joined = 0;
    }
    joining = false;
    base = codePoint;
    atBase = true;
    marks = 0;
  }

  private Decision mark(int codePoint) {
    if (base == NONE) {
      setBase(codePoint);
      atBase = false;
      marks = 1;
      return Decision.ATTACHES_TO_NOTHING;
    }
    // Spacing marks are not counted, because they have a width, and are repeated in words such as
    // «हाााा».
    if (CodePoints.isStackingMark(codePoint)) {
      if (marks == MAX_MARKS) {
        return Decision.DROP;
      }
      marks++;
    }
    atBase = false;
    return Decision.KEEP;
  }

  /**
   * Decides about a mark that encloses the number after it. Without a number, the mark would
   * enclose something outside the text.
   */
  private Decision prependedMark(int codePoint, int next) {
    if (!Character.isLetterOrDigit(next)
        || CodePoints.isInvisible(next)
        || CodePoints.isStackingMark(next)) {
      setBase(codePoint);
      return Decision.REPLACE;
    }
    if (base == NONE) {
      setBase(codePoint);
      atBase = false;
      return Decision.ATTACHES_TO_NOTHING;
    }
    atBase = false;
    return Decision.KEEP;
  }

  private Decision invisible(String text, int index, int codePoint, int next) {
    boolean kept;
    if (codePoint == ZERO_WIDTH_JOINER && joinsEmoji(next)) {
      joined++;
      joining = true;
      kept = true;
    } else if (isJoinerOfLetters(codePoint)) {
      kept = joinsLetters(next);
    } else if (codePoint == TEXT_STYLE || codePoint == EMOJI_STYLE) {
      kept = atBase && (CodePoints.isEmoji(base) || (isKeycapBase(base) && next == KEYCAP));
    } else if (CodePoints.isVariationSelector(codePoint)) {
      kept = atBase && SCRIPTS_WITH_VARIANTS.contains(UnicodeScript.of(base));
    } else if (CodePoints.isTag(codePoint)) {
      return tag(text, index);
    } else {
      kept = false;
    }
    if (kept) {
      atBase = false;
      return Decision.KEEP;
    }
    return Decision.DROP;
  }

  /**
   * Decides about a tag. The flag of a region consists of a black flag, the letters of its code as
   * tags, and an end tag.
   */
  private Decision tag(String text, int index) {
    if (atBase && base == BLACK_FLAG) {
      tagsToCome = lengthOfTags(text, index);
    }
    atBase = false;
    if (tagsToCome == 0) {
      return Decision.DROP;
    }
    tagsToCome--;
    return Decision.KEEP;
  }

  /**
   * The number of tags from this index on, including the end tag, or 0 if they do not form a flag.
   */
  private static int lengthOfTags(String text, int index) {
    int length = 0;
    int at = index;
    while (length < MAX_TAGS && CodePoints.isTagOfFlag(nextCodePoint(text, at))) {
      length++;
      at += 2;
    }
    return length >= MIN_TAGS && nextCodePoint(text, at) == CANCEL_TAG ? length + 1 : 0;
  }

  private boolean joinsEmoji(int next) {
    return CodePoints.isEmoji(base) && CodePoints.isEmoji(next) && joined < MAX_JOINED;
  }

  private boolean joinsLetters(int next) {
    if (next == NONE || !Character.isLetter(base) || CodePoints.isInvisible(next)) {
      return false;
    }
    UnicodeScript script = UnicodeScript.of(base);
    return SCRIPTS_WITH_JOINERS.contains(script)
        && UnicodeScript.of(next) == script
        && (Character.isLetter(next)
            || CodePoints.isSpacingMark(next)
            || (CodePoints.isStackingMark(next) && marks < MAX_MARKS));
  }

  private static boolean isJoinerOfLetters(int codePoint) {
    return codePoint == ZERO_WIDTH_JOINER
        || codePoint == ZERO_WIDTH_NON_JOINER
        || codePoint == MONGOLIAN_VOWEL_SEPARATOR;
  }

  private static boolean isKeycapBase(int codePoint) {
    return (codePoint >= '0' && codePoint <= '9') || codePoint == '#' || codePoint == '*';
  }

  private static int nextCodePoint(String text, int index) {
    return index < text.length() ? text.codePointAt(index) : NONE;
  }
}
