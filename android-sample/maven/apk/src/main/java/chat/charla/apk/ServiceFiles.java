package chat.charla.apk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Merges the files that {@link java.util.ServiceLoader} reads. Several jars may have a file of one
 * name, but an APK has only one file of each name.
 */
final class ServiceFiles {
  private static final String DIRECTORY = "META-INF/services/";

  private ServiceFiles() {}

  /**
   * Returns the lines of the files of all jars, by the name of the file, in the order of the jars.
   * Comments and repeated lines are omitted.
   */
  static Map<String, Set<String>> in(List<Path> jars) throws IOException {
    Map<String, Set<String>> services = new TreeMap<>();
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          if (entry.getName().startsWith(DIRECTORY) && !entry.isDirectory()) {
            String text =
                new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
            Set<String> lines =
                services.computeIfAbsent(entry.getName(), name -> new LinkedHashSet<>());
            text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(lines::add);
          }
        }
      }
    }
    return services;
  }
}
