package chat.charla.apk;

import com.android.apksig.apk.ApkFormatException;
import com.android.apksig.apk.ApkUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads the app's manifest, in the binary form that aapt2 writes. */
final class Manifest {
  private Manifest() {}

  /** The lowest API level that the app runs on. */
  static int minSdk(Path resources) throws IOException, ToolFailedException {
    try (ZipFile zip = new ZipFile(resources.toFile())) {
      ZipEntry manifest = zip.getEntry("AndroidManifest.xml");
      if (manifest == null) {
        throw new ToolFailedException("no manifest in " + resources);
      }
      return ApkUtils.getMinSdkVersionFromBinaryAndroidManifest(
          ByteBuffer.wrap(zip.getInputStream(manifest).readAllBytes()));
    } catch (ApkFormatException unreadable) {
      throw new ToolFailedException("the manifest in " + resources + " cannot be read", unreadable);
    }
  }
}
