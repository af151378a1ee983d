package chat.charla.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.VersionInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the folding with that of ICU, which has the contract's version of Unicode on every
 * version of Java.
 *
 * <p>Java 17 has Unicode 13, so it may treat some characters differently. It does not know the
 * order of newer marks. It also may not know whether a newer character beside a sigma is cased or
 * case-ignorable, which determines how the sigma is folded. So the random texts contain none of
 * {@link #CHANGED}, and only those newer characters that are in the tables. A valid name has no
 * other newer character beside a sigma, because a name does not mix such scripts.
 */
class NameFoldTest {
  private static final VersionInfo UNICODE_9 = VersionInfo.getInstance(9);
  private static final VersionInfo UNICODE_13 = VersionInfo.getInstance(13);

  /**
   * Characters that are case-ignorable or cased in Unicode 13, and are neither in later versions.
   */
  private static final List<Integer> CHANGED = List.of(0x0295, 0x1734, 0x1171E);

  private static final int SEEDS = 10;
  private static final int TEXTS = 10_000;
  private static final String FREQUENT = "\u03a3\u03c3\u03c2aA1_.-' \u0307\u0301\u0316\u0345";

  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();
  private static final Normalizer2 NFD = Normalizer2.getNFDInstance();

  @Test
  void everyCharacterIsFoldedAsIcuFoldsIt() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      requireAsIcu(UCharacter.toString(codePoint));
    }
  }

  @Test
  void everyDecompositionIsFoldedAsIcuFoldsIt() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      String raw = NFD.getRawDecomposition(codePoint);
      if (raw != null) {
        requireAsIcu(raw);
        requireAsIcu(NFD.normalize(raw));
        requireAsIcu(raw + "\u0316");
      }
    }
  }

  @Test
  @Tag("seeds")
  void randomTextsAreFoldedAsIcuFoldsThem() {
    int[] alphabet = alphabet();
    Seeds.forEach(
        NameFoldTest.class,
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          for (int i = 0; i < TEXTS; i++) {
            requireAsIcu(text(random, alphabet));
          }
        });
  }

  /**
   * Android 8 needs these mappings, because it has Unicode 9. No Java that runs this test has so
   * old a version.
   */
  @Test
  void theTablesHaveAllMappingsThatUnicode9Lacks() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      int lower = UCharacter.toLowerCase(codePoint);
      int upper = UCharacter.toUpperCase(codePoint);
      assertEquals(
          isNewer(UNICODE_9, codePoint, lower) ? lower : codePoint,
          CaseMapping.newerLower(codePoint));
      assertEquals(
          isNewer(UNICODE_9, codePoint, upper) ? upper : codePoint,
          CaseMapping.newerUpper(codePoint));
      String raw = NFD.getRawDecomposition(codePoint);
      if (raw != null
          && isNewer(UNICODE_9, codePoint)
          && NFC.normalize(raw).equals(text(codePoint))) {
        int[] parts = raw.codePoints().toArray();
        assertEquals(codePoint, Composition.composed(parts[0], parts[1]));
      }
    }
  }

  /** The clients in other languages are tested with the same vectors. */
  @Test
  void everyVectorIsFoldedAsExpected() throws IOException {
    List<Vector> vectors = Vector.all();

    assertTrue(vectors.size() > 30, "only " + vectors.size());
    for (Vector vector : vectors) {
      assertEquals(vector.folded(), NameFold.fold(vector.name()), vector::toString);
      assertEquals(vector.folded(), icu(vector.name()), vector::toString);
    }
  }

  @Test
  void aTextThatIsTooLongForANameIsReturnedUnchanged() {
    String longest = "A".repeat(NameFold.MAX_LENGTH);

    assertEquals("a".repeat(NameFold.MAX_LENGTH), NameFold.fold(longest));
    assertEquals(longest + "A", NameFold.fold(longest + "A"));
  }

  private static void requireAsIcu(String text) {
    assertEquals(icu(text), NameFold.fold(text), () -> escaped(text));
  }

  private static String icu(String name) {
    String lower = UCharacter.toLowerCase(ULocale.ROOT, name);
    String upper = UCharacter.toUpperCase(ULocale.ROOT, lower);
    return NFC.normalize(UCharacter.toLowerCase(ULocale.ROOT, upper));
  }

  private static int[] alphabet() {
    List<Integer> known = new ArrayList<>();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (UCharacter.isDefined(codePoint)
          && UCharacter.getType(codePoint) != UCharacterCategory.SURROGATE
          && !CHANGED.contains(codePoint)
          && (!isNewer(UNICODE_13, codePoint) || isInTheTables(codePoint))) {
        known.add(codePoint);
      }
    }
    return known.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean isInTheTables(int codePoint) {
    boolean isLetter = !UCharacter.hasBinaryProperty(codePoint, UProperty.CASE_IGNORABLE);
    return CaseMapping.newerLower(codePoint) != codePoint
        || CaseMapping.newerUpper(codePoint) != codePoint
        || (isLetter && NFD.getRawDecomposition(codePoint) != null);
  }

  private static String text(Random random, int[] alphabet) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(8);
    while (text.length() < length) {
      int choice = random.nextInt(3);
      if (choice == 0) {
        text.append(FREQUENT.charAt(random.nextInt(FREQUENT.length())));
      } else {
        String character = text(alphabet[random.nextInt(alphabet.length)]);
        text.append(choice == 1 ? character : NFD.normalize(character));
      }
    }
    return text.toString();
  }

  private static String text(int codePoint) {
    return UCharacter.toString(codePoint);
  }

  private static boolean isNewer(VersionInfo than, int... codePoints) {
    for (int codePoint : codePoints) {
      if (UCharacter.getAge(codePoint).compareTo(than) > 0) {
        return true;
      }
    }
    return false;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(codePoint -> escaped.append(String.format("%04X ", codePoint)));
    return escaped.toString().strip();
  }
}
