package chat.charla.server.disk;

import java.io.IOException;

/** The file system that the server writes to. Implemented by an adapter, and by tests. */
public interface Disk {

  /**
   * Reads the size and the free space. May block on I/O.
   *
   * @throws IOException if they cannot be read
   */
  Space space() throws IOException;

  /**
   * The size of a file system.
   *
   * @param usable the bytes that this process may still write
   * @param total all bytes, used or not
   */
  record Space(long usable, long total) {}
}
