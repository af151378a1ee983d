package chat.charla.server.name;

import com.ibm.icu.lang.UScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random strings close to the limits of the rules for names. For one thread. */
public final class RandomNames {
  private static final int MAX_LENGTH = 12;

  /** Characters that often cause defects. */
  private static final List<String> CURIOUS =
      List.of(
          "0", "O", "o", "1", "l", "I", "i", "\u0131", "\u0130", "rn", "m", "vv", "w", "\u00df",
          "\u1e9e", "\u03c2", "\u03c3", "\u0301", "\u0307", "\u0323", "-", "_", ".", "\u200b",
          "\u200d", "\u202e", "\u3164", "\ud800", "\udc00", "\ufdfa", "\u0344", "\u1100", "\u1161",
          "\u11a8", "\uac00", "\u0661", "\u06f1", "\u30fc", "\u4e00", "\u3007", "\u5de5", "\u30a8",
          "admin", "server", "guest");

  /** The characters that names may have, by script, so that all scripts are equally likely. */
  private static final List<List<String>> SCRIPTS = scripts();

  private final Random random;

  public RandomNames(Random random) {
    this.random = random;
  }

  /** A string of any characters. The rules refuse most of these strings. */
  public String anything() {
    StringBuilder name = new StringBuilder();
    int length = random.nextInt(MAX_LENGTH);
    for (int i = 0; i < length; i++) {
      name.append(
          switch (random.nextInt(4)) {
            case 0 -> CURIOUS.get(random.nextInt(CURIOUS.size()));
            case 1 -> Character.toString(random.nextInt(Character.MAX_CODE_POINT + 1));
            default -> letter(random.nextInt(SCRIPTS.size()));
          });
    }
    return name.toString();
  }

  /**
   * A string of characters of one script, and of characters that go with every script. The rules
   * often accept it.
   */
  public String ofOneScript() {
    int script = random.nextInt(SCRIPTS.size());
    StringBuilder name = new StringBuilder(letter(script));
    int length = random.nextInt(MAX_LENGTH);
    for (int i = 0; i < length; i++) {
      name.append(
          random.nextInt(5) == 0 ? CURIOUS.get(random.nextInt(CURIOUS.size())) : letter(script));
    }
    return name.toString();
  }

  /** A string of a few characters that look alike, so that many of these strings are confusable. */
  public String alike() {
    List<String> alphabet =
        random.nextBoolean()
            ? List.of("I", "l", "1", "i", "L", "O", "0", "o", "m", "rn", "M")
            : List.of(
                "\u0410", "\u0430", "\u041e", "\u043e", "\u041c", "\u043c", "\u0406", "\u0456");
    StringBuilder name = new StringBuilder();
    int length = 1 + random.nextInt(3);
    for (int i = 0; i < length; i++) {
      name.append(alphabet.get(random.nextInt(alphabet.size())));
    }
    return name.toString();
  }

  private String letter(int script) {
    List<String> letters = SCRIPTS.get(script);
    return letters.get(random.nextInt(letters.size()));
  }

  private static List<List<String>> scripts() {
    Map<Integer, List<String>> byScript = new TreeMap<>();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (Repertoire.contains(codePoint)) {
        byScript
            .computeIfAbsent(UScript.getScript(codePoint), script -> new ArrayList<>())
            .add(Character.toString(codePoint));
      }
    }
    return List.copyOf(byScript.values());
  }
}
