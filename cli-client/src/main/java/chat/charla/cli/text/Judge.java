package chat.charla.cli.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads a text from left to right and says of each code point whether it may reach a terminal
 * there. What it may do depends on its neighbours: a joiner belongs between two emoji, and a
 * combining mark on a character. Time is constant per code point. For one thread and one text.
 *
 * <p>To be kept as it is, whatever stands beside it: everything that shows by itself, also where it
 * is unassigned, because Java 17 does not know the emoji of today; every kind of space; the blank
 * Braille pattern, which drawings are made with; private use, which fonts show as something.
 */
final class Judge {
  /** What becomes of a code point. */
  enum Verdict {
    /** It may stay. */
    KEEP,
    /** It ends the line. */
    END_LINE,
    /** A terminal might obey it, or it is no character at all. */
    REPLACE,
    /** Nobody would see it, or would see only that there is too much of it. */
    DROP,
    /** It would attach itself to something that is not part of this line. */
    ATTACHES_TO_NOTHING
  }

  /**
   * How many marks may be stacked on one character. Vietnamese needs 2, pointed and cantillated
   * Hebrew 5 or so; the longest stack in use is Tibetan, with 8. Decomposing a text makes at most 3
   * marks of a character, which nobody then stacks 8 on; so composed and decomposed texts stay.
   */
  static final int MAX_MARKS = 8;

  /** How often emoji may be joined in a row; those that exist today need 3. */
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

  /** In these a joiner between two letters changes how they are written, and often the word. */
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

  /** In these a variation selector chooses between forms of a letter. */
  private static final Set<UnicodeScript> SCRIPTS_WITH_VARIANTS =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.MYANMAR,
          UnicodeScript.PHAGS_PA,
          UnicodeScript.EGYPTIAN_HIEROGLYPHS);

  /** The last character on this line that was kept and stands for itself, or {@link #NONE}. */
  private int base = NONE;

  /** Whether nothing was kept since. */
  private boolean atBase;

  /** How many marks are stacked on it. */
  private int marks;

  /** How many joiners stand in the row of emoji that ends with it. */
  private int joined;

  /** Whether the next code point, an emoji, is joined to it. */
  private boolean joining;

  /** How many more tags belong to the flag before them. */
  private int tagsToCome;

  /** From here on nothing stands before, as at the beginning. */
  void startAnew() {
    base = NONE;
    atBase = false;
  }

  /**
   * Judges the code point that begins at this index; to be called for one after the other.
   *
   * <p>Where the next one counts, it counts only if it will be kept in turn: or a second cleaning
   * would find another neighbour.
   */
  Verdict judge(String text, int index) {
    int codePoint = text.codePointAt(index);
    int next = nextCodePoint(text, index + Character.charCount(codePoint));
    if (codePoint == '\n' || CodePoints.isLineSeparator(codePoint)) {
      startAnew();
      return Verdict.END_LINE;
    }
    if (codePoint == '\t') {
      startAnew();
      return Verdict.KEEP;
    }
    if (CodePoints.isControl(codePoint) || CodePoints.isBroken(codePoint)) {
      stand(codePoint);
      return Verdict.REPLACE;
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
    stand(codePoint);
    return Verdict.KEEP;
  }

  private void stand(int codePoint) {
    if (!joining) {
      joined = 0;
    }
    joining = false;
    base = codePoint;
    atBase = true;
    marks = 0;
  }

  private Verdict mark(int codePoint) {
    if (base == NONE) {
      stand(codePoint);
      atBase = false;
      marks = 1;
      return Verdict.ATTACHES_TO_NOTHING;
    }
    // Spacing marks are not counted: they take up room, and are what is drawn out in «हाााा».
    if (CodePoints.isStackingMark(codePoint)) {
      if (marks == MAX_MARKS) {
        return Verdict.DROP;
      }
      marks++;
    }
    atBase = false;
    return Verdict.KEEP;
  }

  /** Encloses the number after it; without one it would enclose what is not part of the text. */
  private Verdict prependedMark(int codePoint, int next) {
    if (!Character.isLetterOrDigit(next)
        || CodePoints.isInvisible(next)
        || CodePoints.isStackingMark(next)) {
      stand(codePoint);
      return Verdict.REPLACE;
    }
    if (base == NONE) {
      stand(codePoint);
      atBase = false;
      return Verdict.ATTACHES_TO_NOTHING;
    }
    atBase = false;
    return Verdict.KEEP;
  }

  private Verdict invisible(String text, int index, int codePoint, int next) {
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
      return Verdict.KEEP;
    }
    return Verdict.DROP;
  }

  /** The flag of a part of a country is a black flag, its letters as tags, and the end of these. */
  private Verdict tag(String text, int index) {
    if (atBase && base == BLACK_FLAG) {
      tagsToCome = lengthOfTags(text, index);
    }
    atBase = false;
    if (tagsToCome == 0) {
      return Verdict.DROP;
    }
    tagsToCome--;
    return Verdict.KEEP;
  }

  /** How many code points the tags from here on are, or 0 if they are not a flag's. */
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
