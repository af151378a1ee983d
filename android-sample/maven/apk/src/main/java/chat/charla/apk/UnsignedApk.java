package chat.charla.apk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Writes an APK without a signature. */
final class UnsignedApk {
  /**
   * The file name of the resource table. Android maps the table into memory, so it must not be
   * compressed. Android 11 and newer check that.
   */
  private static final String RESOURCE_TABLE = "resources.arsc";

  /**
   * The time of all entries. It is fixed, so that equal input gives an equal archive. With an
   * earlier time, the archive would depend on the time zone.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /**
   * The position of an uncompressed entry is a multiple of this number of bytes, so that Android
   * can map the entry into memory.
   */
  private static final int ALIGNMENT = 4;

  private static final int FIXED_PART_OF_HEADER = 30;

  /**
   * The id of the extra field by which Android's tools align an entry. The field consists of this
   * id, its length, the alignment, and zeros.
   */
  private static final short ALIGNMENT_FIELD = (short) 0xd935;

  private static final int ALIGNMENT_FIELD_WITHOUT_ZEROS = 6;

  private UnsignedApk() {}

  /**
   * Builds the archive in memory, and writes it to a file.
   *
   * @param resources the archive that aapt2 has linked, with the resources and the manifest
   * @param dex the directory with D8's output
   * @param services the lines of each service file, by the name of the file
   */
  static void write(Path apk, Path resources, Path dex, Map<String, Set<String>> services)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      try (ZipFile in = new ZipFile(resources.toFile())) {
        for (ZipEntry entry : Collections.list(in.entries())) {
          boolean compress =
              entry.getMethod() == ZipEntry.DEFLATED && !entry.getName().equals(RESOURCE_TABLE);
          put(
              out,
              bytes.size(),
              entry.getName(),
              in.getInputStream(entry).readAllBytes(),
              compress);
        }
      }
      for (Path file : sorted(dex)) {
        put(out, bytes.size(), String.valueOf(file.getFileName()), Files.readAllBytes(file), true);
      }
      for (Map.Entry<String, Set<String>> service : services.entrySet()) {
        String text = String.join("\n", service.getValue()) + "\n";
        put(out, bytes.size(), service.getKey(), text.getBytes(StandardCharsets.UTF_8), true);
      }
    }
    Files.write(apk, bytes.toByteArray());
  }

  private static List<Path> sorted(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void put(
      ZipOutputStream out, int offset, String name, byte[] bytes, boolean compress)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    if (!compress) {
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes.length);
      entry.setCrc(checksum.getValue());
      int header = FIXED_PART_OF_HEADER + name.getBytes(StandardCharsets.UTF_8).length;
      entry.setExtra(alignment(offset + header));
    }
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  private static byte[] alignment(int offset) {
    int zeros = Math.floorMod(-(offset + ALIGNMENT_FIELD_WITHOUT_ZEROS), ALIGNMENT);
    return ByteBuffer.allocate(ALIGNMENT_FIELD_WITHOUT_ZEROS + zeros)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(ALIGNMENT_FIELD)
        .putShort((short) (Short.BYTES + zeros))
        .putShort((short) ALIGNMENT)
        .array();
  }
}
