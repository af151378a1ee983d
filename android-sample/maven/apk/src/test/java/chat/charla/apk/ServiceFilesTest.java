package chat.charla.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFilesTest {
  @TempDir private Path directory;

  @Test
  void linesOfSeveralJarsAreMerged() throws Exception {
    Path first =
        Jars.ofTexts(
            directory.resolve("1.jar"),
            Map.of("META-INF/services/a.Service", "a.One\n# not this\n\n", "a/One.class", ""));
    Path second =
        Jars.ofTexts(
            directory.resolve("2.jar"),
            Map.of(
                "META-INF/services/a.Service",
                "a.Two\r\na.One",
                "META-INF/services/b.Service",
                "b.One"));

    Map<String, Set<String>> services = ServiceFiles.in(List.of(first, second));

    assertEquals(
        Set.of("META-INF/services/a.Service", "META-INF/services/b.Service"), services.keySet());
    assertEquals(
        List.of("a.One", "a.Two"),
        List.copyOf(services.getOrDefault("META-INF/services/a.Service", Set.of())));
  }
}
