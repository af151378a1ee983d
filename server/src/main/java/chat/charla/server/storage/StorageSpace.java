package chat.charla.server.storage;

/**
 * How much space a storage takes and has left, in bytes. A number that cannot be found out is NaN.
 *
 * @param database the size of the database
 * @param log the size of the write-ahead log
 * @param free the free space that the server may use
 */
public record StorageSpace(double database, double log, double free) {
  /** The space of a storage without a disk. */
  public static final StorageSpace UNKNOWN = new StorageSpace(Double.NaN, Double.NaN, Double.NaN);
}
