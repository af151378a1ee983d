package chat.charla.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a line contains, its JSON is one line, which a strict parser reads as the same texts.
 */
@Tag("seeds")
class JsonFormatFuzzTest {
  private static final int SEEDS = 2000;

  /** Texts that JSON, terminals, logs or Unicode treat in a special way. */
  private static final String[] PIECES = {
    "\"",
    "\\",
    "\\u0041",
    "\n",
    "\r\n",
    "\t",
    "\b",
    "\f",
    "\0",
    "\u001b[2J",
    "\u007f",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u202e",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\ud83d\ude00",
    "ñ",
    "{}",
    "],",
    "a"
  };

  private final LineFormat format = new JsonFormat();

  @Test
  void everyLineIsOneObject() {
    Seeds.forEach(JsonFormatFuzzTest.class, SEEDS, this::check);
  }

  private void check(long seed) {
    Random random = new Random(seed);
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      fields.put("field-" + i + text(random), text(random));
    }
    String message = text(random);
    long leftOut = random.nextInt(3);
    Line line =
        new Line(
            Instant.ofEpochMilli(random.nextLong() % 100_000_000_000L),
            Level.INFO,
            random.nextBoolean() ? null : text(random),
            message,
            fields,
            random.nextBoolean() ? null : new IllegalStateException(text(random)),
            leftOut);

    String json = format.format(line, "");

    assertEquals(json.length() - 1, json.indexOf('\n'), "one line");
    assertTrue(json.chars().allMatch(character -> character < 0x7f), "the line is ASCII");
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    JsonObject object = new Gson().fromJson(reader, JsonObject.class);
    assertEquals(whole(message), object.get("message").getAsString());
    fields.forEach(
        (name, value) -> assertEquals(whole(value), object.get(whole(name)).getAsString()));
    assertEquals(leftOut > 0, object.has("left_out"));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      if (random.nextInt(4) == 0) {
        text.append((char) random.nextInt(0x10000));
      } else {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
    }
    return text.toString();
  }

  /** The text with unpaired surrogates replaced. */
  private static String whole(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .forEach(
            point ->
                whole.appendCodePoint(
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? 0xfffd
                        : point));
    return whole.toString();
  }
}
