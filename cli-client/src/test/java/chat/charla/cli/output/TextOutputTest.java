package chat.charla.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.testkit.Screen;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks what the text output writes to standard error. */
class TextOutputTest {
  @ParameterizedTest
  @CsvSource({
    "ENGLISH, 4, 4, charla: message 4 is missing: the server no longer has it",
    "ENGLISH, 4, 9, charla: messages 4 to 9 are missing: the server no longer has them",
    "SPANISH, 4, 4, charla: falta el mensaje 4: el servidor ya no lo conserva",
    "SPANISH, 4, 9, charla: faltan los mensajes 4 a 9: el servidor ya no los conserva"
  })
  void aGapNamesTheMissingMessages(Language language, long first, long last, String line) {
    Screen errors = new Screen();
    TextOutput output =
        new TextOutput(new Screen().stream(), errors.stream(), Messages.in(language));

    output.gap(
        Gap.newBuilder()
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setFirstMissingSequence(first)
            .setLastMissingSequence(last)
            .build());

    assertEquals(List.of(line), errors.lines());
  }
}
