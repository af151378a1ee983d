package chat.charla.server.name;

import com.ibm.icu.lang.UCharacter;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Names that could be mistaken for the server, for its operators, or for all users. */
final class ReservedNames {
  /** The reserved words, as the contract lists them. */
  static final List<String> WORDS =
      List.of(
          "admin",
          "administracion",
          "administrador",
          "administradora",
          "administrator",
          "charla",
          "everybody",
          "everyone",
          "helpdesk",
          "mod",
          "moderador",
          "moderadora",
          "moderator",
          "oficial",
          "official",
          "operador",
          "operadora",
          "operator",
          "root",
          "security",
          "seguridad",
          "server",
          "servidor",
          "sistema",
          "soporte",
          "staff",
          "superuser",
          "superusuario",
          "support",
          "sysadmin",
          "system",
          "todos");

  private static final Set<String> LOOKS =
      WORDS.stream().flatMap(word -> Looks.of(word).stream()).collect(Collectors.toSet());

  private ReservedNames() {}

  /** Whether the name can be mistaken for a reserved word. */
  static boolean contains(String name) {
    int[] bare =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .codePoints()
            .filter(ReservedNames::distinguishesWords)
            .toArray();
    int end = bare.length;
    while (end > 0 && UCharacter.isDigit(bare[end - 1])) {
      end--;
    }
    return looksReserved(new String(bare, 0, bare.length))
        || (end < bare.length && looksReserved(new String(bare, 0, end)));
  }

  private static boolean looksReserved(String word) {
    return Looks.of(word).stream().anyMatch(LOOKS::contains);
  }

  /** Whether the character distinguishes words: it is neither an accent nor a separator. */
  private static boolean distinguishesWords(int codePoint) {
    return !Combination.isMark(codePoint)
        && codePoint != '_'
        && codePoint != '.'
        && codePoint != '-';
  }
}
