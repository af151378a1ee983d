package chat.charla.server.storage;

/**
 * How much space a storage uses, and how much is free, in bytes. An unknown number is NaN.
 *
 * @param database the size of the database
 * @param log the size of the write-ahead log
 * @param free the free space that the server may use
 */
public record StorageSpace(double database, double log, double free) {
  /** The space of a storage without a disk. */
  public static final StorageSpace UNKNOWN = new StorageSpace(Double.NaN, Double.NaN, Double.NaN);
}
