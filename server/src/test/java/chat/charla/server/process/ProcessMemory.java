package chat.charla.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory of a process as Linux reports it; other systems report none. */
public final class ProcessMemory {
  private final Path status;

  /** The memory of the process with this id. */
  public ProcessMemory(long pid) {
    status = Path.of("/proc", Long.toString(pid), "status");
  }

  /** The number of open files and sockets of the process. */
  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(status.resolveSibling("fd"))) {
      return files.count();
    }
  }

  /** Whether the operating system reports the memory. */
  public boolean isKnown() {
    return Files.isReadable(status);
  }

  /** Resident memory now, in MiB. */
  public long residentMib() throws IOException {
    return kib("VmRSS:") / 1024;
  }

  /** Resident memory now, in KiB. */
  long residentKib() throws IOException {
    return kib("VmRSS:");
  }

  /** The highest resident memory so far, in MiB. */
  public long peakMib() throws IOException {
    return kib("VmHWM:") / 1024;
  }

  private long kib(String field) throws IOException {
    if (!isKnown()) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
