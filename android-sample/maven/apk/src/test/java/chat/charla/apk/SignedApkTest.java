package chat.charla.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.android.apksig.ApkVerifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedApkTest {
  private static final String TABLE = "not really a table of resources";

  @TempDir private Path directory;
  private Path apk = Path.of("");

  @BeforeEach
  void makeApk() throws Exception {
    Path resources =
        Jars.ofTexts(
            directory.resolve("resources.ap_"),
            Map.of("resources.arsc", TABLE, "res/a.xml", "<a/>"));
    Path dex = Files.createDirectory(directory.resolve("dex"));
    Files.writeString(dex.resolve("classes.dex"), "dex");
    Files.writeString(dex.resolve("classes2.dex"), "more dex");
    Path unsigned = directory.resolve("unsigned.apk");
    apk = directory.resolve("signed.apk");

    UnsignedApk.write(
        unsigned, resources, dex, Map.of("META-INF/services/a.Service", Set.of("a.One")));
    DebugKey.make(directory).sign(unsigned, apk, 26);
  }

  @Test
  void theApkHasResourcesClassesAndServiceFiles() throws Exception {
    try (ZipFile zip = new ZipFile(apk.toFile())) {
      assertEquals(
          Set.of(
              "resources.arsc",
              "res/a.xml",
              "classes.dex",
              "classes2.dex",
              "META-INF/services/a.Service"),
          Set.copyOf(Collections.list(zip.entries()).stream().map(ZipEntry::getName).toList()));
      assertEquals("a.One\n", text(zip, "META-INF/services/a.Service"));
      assertEquals(TABLE, text(zip, "resources.arsc"));
    }
  }

  /**
   * Android does not install an APK if its resource table is compressed, or if the position of the
   * table is not a multiple of four.
   */
  @Test
  void theResourceTableCanBeMappedIntoMemory() throws Exception {
    try (ZipFile zip = new ZipFile(apk.toFile())) {
      assertEquals(ZipEntry.STORED, zip.getEntry("resources.arsc").getMethod());
    }
    byte[] bytes = Files.readAllBytes(apk);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertEquals(0, text.indexOf(TABLE) % 4);
  }

  @Test
  void aChangedByteIsDetected() throws Exception {
    byte[] bytes = Files.readAllBytes(apk);
    bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf(TABLE)]++;
    Path changed = Files.write(directory.resolve("changed.apk"), bytes);

    assertTrue(verified(apk));
    assertFalse(verified(changed));
  }

  private static boolean verified(Path apk) throws Exception {
    ApkVerifier.Result result =
        new ApkVerifier.Builder(apk.toFile()).setMinCheckedPlatformVersion(26).build().verify();
    return result.isVerified() && result.isVerifiedUsingV2Scheme();
  }

  private static String text(ZipFile zip, String name) throws Exception {
    return new String(
        zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
