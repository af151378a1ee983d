package chat.charla.apk;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Creates archives for tests. */
final class Jars {
  private Jars() {}

  /** Creates an archive with an entry for each text. The keys are the names of the entries. */
  static Path ofTexts(Path jar, Map<String, String> texts) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        out.putNextEntry(new ZipEntry(text.getKey()));
        out.write(text.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  /** Creates an archive of a class of this package and its nested classes. */
  static Path ofClasses(Path jar, String simpleName) throws IOException, URISyntaxException {
    String directory = Jars.class.getPackageName().replace('.', '/');
    Path root = Path.of(Jars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        var files = Files.newDirectoryStream(root.resolve(directory), simpleName + "{,$*}.class")) {
      for (Path file : files) {
        out.putNextEntry(new ZipEntry(directory + "/" + file.getFileName()));
        out.write(Files.readAllBytes(file));
      }
    }
    return jar;
  }
}
