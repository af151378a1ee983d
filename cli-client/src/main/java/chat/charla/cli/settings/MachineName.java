package chat.charla.cli.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, by which a user recognises a session. */
public final class MachineName {
  /** The longest label of a session. */
  private static final int MAX_LENGTH = 64;

  private MachineName() {}

  /** The name, or empty if it is unknown. */
  public static String find() {
    try {
      String host = InetAddress.getLocalHost().getHostName();
      return host.substring(0, Math.min(host.length(), MAX_LENGTH));
    } catch (UnknownHostException e) {
      return "";
    }
  }
}
