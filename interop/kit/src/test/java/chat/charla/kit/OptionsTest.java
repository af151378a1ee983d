package chat.charla.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void everyOptionIsRead() {
    Options options =
        Options.parse(
            "--client go --client-file a.properties --scenario one --scenario two --jobs 2 --wrong"
                .split(" "));

    assertEquals(
        new Options(
            List.of("go"), List.of(Path.of("a.properties")), List.of("one", "two"), true, false, 2),
        options);
    assertTrue(Options.parse(new String[] {"--list"}).list());
  }

  @Test
  void errorsNameTheOption() {
    assertEquals("--clint: no such option", refusal("--clint"));
    assertEquals("--client needs a value", refusal("--client"));
    assertEquals("--jobs needs a number of 1 to 999", refusal("--jobs", "many"));
  }

  private static String refusal(String... arguments) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Options.parse(arguments)).getMessage());
  }
}
