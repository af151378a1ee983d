package chat.charla.dist;

import chat.charla.cli.text.Language;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the generated files of a distribution. */
public final class Generate {
  private Generate() {}

  /**
   * Writes everything.
   *
   * @param arguments the directory to write to, the version of Charla, the bill of materials, and
   *     the directory with the texts of licences
   */
  public static void main(String... arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    String version = arguments[1];
    for (Language language : Language.values()) {
      new ManualPages(language, version).write(target.resolve("man").resolve(language.tag()));
    }
    Completions.write(target.resolve("completions"));
    Notice.write(Path.of(arguments[2]), Path.of(arguments[3]), target.resolve("NOTICE"));
  }
}
