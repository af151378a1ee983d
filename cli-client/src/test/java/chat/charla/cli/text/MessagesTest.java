package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  @ParameterizedTest
  @ValueSource(strings = {"messages", "usage"})
  void bothLanguagesHaveTheSameTexts(String bundle) {
    Properties spanish = load(bundle, Language.SPANISH);
    Properties english = load(bundle, Language.ENGLISH);
    assertEquals(
        new TreeSet<>(spanish.stringPropertyNames()), new TreeSet<>(english.stringPropertyNames()));
    for (String key : spanish.stringPropertyNames()) {
      assertFalse(spanish.getProperty(key).isBlank(), key);
      assertFalse(english.getProperty(key).isBlank(), key);
      assertEquals(
          placeholders(spanish.getProperty(key)), placeholders(english.getProperty(key)), key);
    }
  }

  @Test
  void everySingularHasAPlural() {
    Set<String> keys = load("messages", Language.ENGLISH).stringPropertyNames();
    assertEquals(withEnding(".many", keys), withEnding(".one", keys));
  }

  @Test
  void onlyTheNumberOneIsSingular() {
    Messages messages = Messages.in(Language.SPANISH);
    assertEquals("0 de 1 mensaje", messages.counted("history.progress", 1, 0));
    assertEquals("0 de 0 mensajes", messages.counted("history.progress", 0, 0));
    assertEquals("1 de 2 mensajes", messages.counted("history.progress", 2, 1));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyReasonOfTheContractHasAMessage(Language language) {
    Messages messages = Messages.in(language);
    for (ErrorReason reason : ErrorReason.values()) {
      String key = "reason." + reason.name().replace("ERROR_REASON_", "");
      assertTrue(messages.has(key), key);
    }
  }

  @Test
  void argumentsAreNotInterpreted() {
    Messages messages = Messages.in(Language.ENGLISH);
    assertEquals(
        "Not sent “{1}'s”: {0} 9998.", messages.text("message.refused", "{1}'s", "{0} 9998"));
  }

  @Test
  void aNameWithAFullStopAtItsEndGetsNoSecondOne() {
    Messages messages = Messages.in(Language.ENGLISH);
    assertEquals("You are in the room dev.", messages.text("room.now", "dev."));
    assertEquals("You are in the room dev..", messages.text("room.now", "dev.."));
    assertEquals("You are in the room dev.", messages.text("room.now", "dev"));
  }

  /** The keys with this ending, without the ending. */
  private static Set<String> withEnding(String ending, Set<String> keys) {
    return keys.stream()
        .filter(key -> key.endsWith(ending))
        .map(key -> key.substring(0, key.length() - ending.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String placeholders(String text) {
    return Pattern.compile("\\{\\d}")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static Properties load(String bundle, Language language) {
    String name = "/chat/charla/cli/" + bundle + "_" + language.tag() + ".properties";
    Properties texts = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(MessagesTest.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      texts.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
