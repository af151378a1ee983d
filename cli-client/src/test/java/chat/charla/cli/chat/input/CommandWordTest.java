package chat.charla.cli.chat.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommandWordTest {
  private static final Path MANUAL = Path.of("..", "docs", "chat.md");

  @Test
  void everyWordIsUnique() {
    Set<String> words = new HashSet<>();
    for (CommandWord command : CommandWord.values()) {
      assertTrue(words.add(command.word()), command.word());
      command.aliases().forEach(alias -> assertTrue(words.add(alias), alias));
    }
  }

  @ParameterizedTest
  @EnumSource(CommandWord.class)
  void everyCommandIsParsedAndDescribed(CommandWord command) {
    for (Language language : Language.values()) {
      Messages messages = Messages.in(language);
      assertTrue(command.usage(messages).startsWith("/" + command.word()));
      assertTrue(!command.summary(messages).isBlank());
    }
    assertEquals(Optional.of(command), CommandWord.named(command.word()));
  }

  /** The manual has the same table of commands, line by line, and no other commands. */
  @Test
  void manualHasTheSameCommands() throws IOException {
    Messages messages = Messages.in(Language.ENGLISH);
    List<String> expected = new ArrayList<>();
    for (CommandWord command : CommandWord.values()) {
      String others =
          String.join(
              " ",
              Stream.concat(
                      command.aliases().stream().map(alias -> "`/" + alias + "`"),
                      Stream.of(command.original())
                          .filter(original -> !original.isEmpty())
                          .map(original -> "`" + original + "`"))
                  .toList());
      // A bar must be escaped in a Markdown table.
      String usage = command.usage(messages).replace("|", "\\|");
      expected.add("| `" + usage + "` | " + others + " | " + command.summary(messages) + " |");
    }
    List<String> found =
        Files.readAllLines(MANUAL).stream().filter(line -> line.startsWith("| `/")).toList();
    assertEquals(expected, found);
  }

  @ParameterizedTest
  @CsvSource({
    "mgs,msg",
    "wohami,whoami",
    "histoy,history",
    "ignroe,ignore",
    "exi,exit",
    "lan,lang"
  })
  void typingErrorIsRecognised(String typed, String meant) {
    assertEquals(CommandWord.named(meant), CommandWord.meantBy(typed));
  }

  @ParameterizedTest
  @CsvSource({"xyzzy", "edit", "home/ana", "ñ", "1234567890123456789012345"})
  void otherWordIsNotATypingError(String typed) {
    assertEquals(Optional.empty(), CommandWord.meantBy(typed));
  }
}
