package chat.charla.apk;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The main program. It throws an exception if anything fails, so its exit status is then not 0. */
public final class PackageApk {
  private PackageApk() {}

  /**
   * Builds an APK. Signs it with a new key, and deletes the key.
   *
   * @param arguments four paths: the resources that aapt2 has linked; the jar of the Android
   *     platform; the class path of the app, of which only the jars are used; and the APK to write
   * @throws IOException if a file cannot be read or written
   * @throws ToolFailedException if D8 warns or fails, or the APK cannot be signed
   */
  public static void main(String[] arguments) throws IOException, ToolFailedException {
    if (arguments.length != 4) {
      throw new IllegalArgumentException(
          "expected: resources platform class-path apk; but got: " + Arrays.toString(arguments));
    }
    Path resources = Path.of(arguments[0]);
    Path platform = Path.of(arguments[1]);
    List<Path> jars =
        Arrays.stream(arguments[2].split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .map(Path::of)
            .toList();
    Path apk = Path.of(arguments[3]);

    int minSdk = Manifest.minSdk(resources);
    Path work = Files.createTempDirectory("apk");
    try {
      Path dex = Files.createDirectory(work.resolve("dex"));
      Dexer.translate(jars, platform, minSdk, dex);
      Path unsigned = work.resolve("unsigned.apk");
      UnsignedApk.write(unsigned, resources, dex, ServiceFiles.in(jars));
      DebugKey.make(work).sign(unsigned, apk, minSdk);
    } finally {
      deleteAll(work);
    }
    System.out.printf("%s: %,d bytes, %d jars%n", apk, Files.size(apk), jars.size());
  }

  private static void deleteAll(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
