package chat.charla.server.limit;

/**
 * A part of the address space that limits apply to: one address, or all addresses that begin with
 * the same bits.
 *
 * @param name the text form, such as 192.0.2.7 or 2001:db8:0:0:0:0:0:0/64
 */
public record Prefix(Size size, String name) {
  /** The length of a prefix. Each length has its own limits. */
  public enum Size {
    /** One IPv4 address. */
    IPV4_ADDRESS(1),
    /** One IPv6 address. */
    IPV6_ADDRESS(1),
    /** The smallest network that an Internet provider assigns to a customer. */
    IPV6_64(4),
    /** The network that Internet providers assign to organisations, and to some other customers. */
    IPV6_48(16);

    private final int share;

    Size(int share) {
      this.share = share;
    }

    /** The factor by which limits for one address are multiplied. */
    public int share() {
      return share;
    }
  }
}
