package chat.charla.cli.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 whose decoder replaces invalid bytes by an unpaired surrogate. Valid text may contain
 * U+FFFD, but no unpaired surrogate.
 */
final class MarkedUtf8 extends Charset {
  static final String MARK = "\uDC80";

  MarkedUtf8() {
    super("x-charla-marked-utf-8", new String[0]);
  }

  @Override
  public boolean contains(Charset other) {
    return StandardCharsets.UTF_8.contains(other);
  }

  @Override
  public CharsetDecoder newDecoder() {
    return new Decoder(this).replaceWith(MARK);
  }

  @Override
  public CharsetEncoder newEncoder() {
    return StandardCharsets.UTF_8.newEncoder();
  }

  private static final class Decoder extends CharsetDecoder {
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    Decoder(Charset charset) {
      super(charset, 1, 1);
    }

    @Override
    protected CoderResult decodeLoop(ByteBuffer bytes, CharBuffer characters) {
      return utf8.decode(bytes, characters, false);
    }
  }
}
