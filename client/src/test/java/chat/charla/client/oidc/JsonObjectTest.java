package chat.charla.client.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
  @Test
  void valuesOfTheExpectedTypesAreRead() {
    JsonObject object =
        parse(
            " {\"text\" : \"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00ñ\","
                + "\"n\":-12 , \"exponent\":1.5e2,\"list\":[ 1,\"x\",{},[ ],null,true ],"
                + "\"no\":false,\"nothing\":null,\"inside\":{\"a\":{\"b\":[]}}}\r\n\t");

    assertEquals("a\"\\/\b\f\n\r\té\ud83d\ude00ñ", object.text("text"));
    assertEquals(-12, object.number("n", 0));
    assertEquals(150, object.number("exponent", 0));
    assertTrue(object.lists("list", "x"));
    assertFalse(object.lists("list", "1"));
    assertTrue(object.has("nothing"));
    assertFalse(object.has("a"));
    assertNull(object.text("n"));
    assertNull(object.text("nothing"));
    assertEquals(7, object.number("text", 7));
    assertFalse(object.lists("text", "x"));
  }

  @Test
  void numberThatDoesNotFitIsAbsent() {
    JsonObject object = parse("{\"a\":1.5,\"b\":9223372036854775808,\"c\":1e999999999}");
    for (String key : new String[] {"a", "b", "c"}) {
      assertEquals(-1, object.number(key, -1), key);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"text\"",
        "{} x",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":+1}",
        "{\"a\":1-}",
        "{\"a\":tru}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u١٢٣٤\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"",
        "{\"a\":[1 2]}",
        "{\"a\":11111111111111111111111111111111111111111}"
      })
  void otherTextIsRefusedWithoutBeingRepeated(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> parse(text));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith("not "));
  }

  @Test
  void deepNestingIsRefused() {
    for (String open : new String[] {"[", "{\"a\":"}) {
      assertThrows(IllegalArgumentException.class, () -> parse("{\"a\":" + open.repeat(60_000)));
    }
  }

  @Test
  void otherEncodingIsRefused() {
    byte[] latin = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(IllegalArgumentException.class, () -> JsonObject.parse(latin));
  }

  private static JsonObject parse(String text) {
    return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
