package chat.charla.server.proxy;

import java.nio.ByteBuffer;

/** Looks for a PROXY protocol header at the beginning of a connection. */
public final class ProxyHeaders {
  private ProxyHeaders() {}

  /**
   * Looks for a header in the bytes of a connection that have arrived first. The buffer's position
   * does not change.
   */
  public static ProxyHeader read(ByteBuffer beginning) {
    ByteBuffer bytes = beginning.slice();
    if (begins(bytes, ProxyHeaderV1.SIGNATURE)) {
      return ProxyHeaderV1.read(bytes);
    }
    if (begins(bytes, ProxyHeaderV2.SIGNATURE)) {
      return ProxyHeaderV2.read(bytes);
    }
    return new ProxyHeader.None();
  }

  /** Whether the bytes and the signature are equal up to the shorter length. */
  private static boolean begins(ByteBuffer bytes, byte[] signature) {
    int common = Math.min(bytes.limit(), signature.length);
    return ByteBuffer.wrap(signature, 0, common).equals(bytes.slice(0, common));
  }
}
