package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterNamesTest {
  private final CharacterNames english = new CharacterNames(Messages.in(Language.ENGLISH));
  private final CharacterNames spanish = new CharacterNames(Messages.in(Language.SPANISH));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "U+0021 | “!” | «!»",
        "U+00F1 | “ñ” | «ñ»",
        "U+002C | “,” | «,»",
        "U+1F600 | “\uD83D\uDE00” | «\uD83D\uDE00»",
        "U+0301 | “\u25CC\u0301” | «\u25CC\u0301»",
        "U+0020 | U+0020 (space) | U+0020 (espacio)",
        "U+0009 | U+0009 (tab) | U+0009 (tabulador)",
        "U+200D | U+200D (zero width joiner) | U+200D (ligadura de ancho cero)",
        "U+202E | U+202E (right-to-left override) | U+202E (right-to-left override)",
        "U+2800 | U+2800 (braille pattern blank) | U+2800 (braille pattern blank)",
        "U+E000 | U+E000 | U+E000",
        "U+0378 | U+0378 | U+0378",
        "U+FFFF | U+FFFF | U+FFFF",
        "U+110000 | U+110000 | U+110000",
        "U+ | U+ | U+",
        "? | ? | ?",
      })
  void visibleCharactersAreShownAndInvisibleOnesHaveTheirCodeAndName(
      String code, String inEnglish, String inSpanish) {
    assertEquals(inEnglish, english.of(code));
    assertEquals(inSpanish, spanish.of(code));
  }
}
