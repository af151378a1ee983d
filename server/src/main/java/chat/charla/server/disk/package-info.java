/**
 * Watches how much of the disk is free, so that the server refuses writes before the disk is full.
 *
 * <p>{@link DiskWatch} reads the free space of a {@link Disk} every few seconds, and compares it
 * with {@link MinFree}. The result is a {@link DiskLevel}. The chat asks for the level before it
 * stores something. A {@link DiskWatch.Listener} receives each {@link DiskChange}. {@link
 * FileSystemDisk} is the real disk.
 */
@NullMarked
package chat.charla.server.disk;

import org.jspecify.annotations.NullMarked;
