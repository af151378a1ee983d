package chat.charla.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DexerTest {
  private static final Path PLATFORM =
      Path.of(Objects.requireNonNull(System.getProperty("android.platform")));

  @TempDir private Path directory;
  private Path dex = Path.of("");

  @BeforeEach
  void makeDirectory() throws Exception {
    dex = Files.createDirectory(directory.resolve("dex"));
  }

  @Test
  void featuresOfJava17AreTranslated() throws Exception {
    Path jar = Jars.ofClasses(directory.resolve("app.jar"), "Java17Features");

    Dexer.translate(List.of(jar), PLATFORM, 26, dex);

    byte[] bytes = Files.readAllBytes(dex.resolve("classes.dex"));
    assertEquals("dex\n", new String(bytes, 0, 4, StandardCharsets.US_ASCII));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("Lchat/charla/apk/Java17Features;"));
    // The class file concatenates strings by StringConcatFactory, which Android 8 does not have.
    assertEquals(-1, text.indexOf("StringConcatFactory"));
    assertTrue(text.contains("StringBuilder"));
  }

  @Test
  void aWarningOfD8FailsTheTranslation() throws Exception {
    // The interface is missing, so D8 does not know whether the interface has default methods.
    // Android before API 24 does not support default methods.
    Path jar = Jars.ofClasses(directory.resolve("app.jar"), "MissesInterface");

    ToolFailedException failure =
        assertThrows(
            ToolFailedException.class, () -> Dexer.translate(List.of(jar), PLATFORM, 23, dex));

    assertTrue(
        String.valueOf(failure.getMessage()).contains("chat.charla.apk.MissingInterface"),
        failure.getMessage());
  }

  @Test
  void anInvalidClassFileFailsTheTranslation() throws Exception {
    Path jar =
        Jars.ofTexts(directory.resolve("app.jar"), Map.of("chat/Broken.class", "not a class"));

    assertThrows(ToolFailedException.class, () -> Dexer.translate(List.of(jar), PLATFORM, 26, dex));
  }
}
