package chat.charla.server.limit;

/**
 * A part of the address space for which limits count: one address, or all that begin with the same
 * bits.
 *
 * @param name how it is written, such as 192.0.2.7, or 2001:db8:0:0:0:0:0:0/64
 */
public record Prefix(Size size, String name) {
  /** How large it is. Each size has limits of its own. */
  public enum Size {
    /** One IPv4 address. */
    IPV4_ADDRESS(1),
    /** One IPv6 address. */
    IPV6_ADDRESS(1),
    /** What one connection to the Internet gets at least. */
    IPV6_64(4),
    /** What an organisation gets, and some connections to the Internet. */
    IPV6_48(16);

    private final int share;

    Size(int share) {
      this.share = share;
    }

    /** How many times the limit for one address it has. */
    public int share() {
      return share;
    }
  }
}
