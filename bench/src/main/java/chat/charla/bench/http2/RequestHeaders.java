package chat.charla.bench.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encodes the header block of a gRPC request in HPACK (RFC 7541) without the dynamic table. The
 * method and the scheme are entries of the static table. The other fields are literals without
 * indexing, whose names come from the static table if it has them.
 */
final class RequestHeaders {
  // Whole fields of the static table.
  private static final int METHOD_POST = 0x80 | 3;
  private static final int SCHEME_HTTP = 0x80 | 6;

  // The indexes of names in the static table.
  private static final int AUTHORITY = 1;
  private static final int PATH = 4;
  private static final int AUTHORIZATION = 23;
  private static final int CONTENT_TYPE = 31;

  private static final int NAME_PREFIX_MAX = 0x0f;
  private static final int LENGTH_PREFIX_MAX = 0x7f;

  private final ByteArrayOutputStream block = new ByteArrayOutputStream();

  private RequestHeaders() {}

  /**
   * Encodes the block for one call.
   *
   * @param token the bearer token; empty for a call without a token
   */
  static byte[] of(String path, String token) {
    RequestHeaders headers = new RequestHeaders();
    headers.block.write(METHOD_POST);
    headers.block.write(SCHEME_HTTP);
    headers.literal(PATH, path);
    headers.literal(AUTHORITY, "localhost");
    headers.literal("te", "trailers");
    headers.literal(CONTENT_TYPE, "application/grpc");
    if (!token.isEmpty()) {
      headers.literal(AUTHORIZATION, "Bearer " + token);
    }
    return headers.block.toByteArray();
  }

  private void literal(int nameIndex, String value) {
    integer(nameIndex, NAME_PREFIX_MAX);
    text(value);
  }

  private void literal(String name, String value) {
    block.write(0);
    text(name);
    text(value);
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    integer(bytes.length, LENGTH_PREFIX_MAX);
    block.writeBytes(bytes);
  }

  /**
   * Encodes an integer (RFC 7541, 5.1) whose prefix has the maximum value {@code prefixMax}; the
   * bits before the prefix are 0.
   */
  private void integer(int value, int prefixMax) {
    if (value < prefixMax) {
      block.write(value);
      return;
    }
    block.write(prefixMax);
    int rest = value - prefixMax;
    while (rest > 0x7f) {
      block.write(rest | 0x80);
      rest >>>= 7;
    }
    block.write(rest);
  }
}
