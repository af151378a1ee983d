package chat.charla.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system says of a process's memory: on Linux only. */
public final class ProcessMemory {
  private final Path status;

  /** Of this process. */
  public ProcessMemory(long pid) {
    status = Path.of("/proc", Long.toString(pid), "status");
  }

  /** How many files and sockets it has open. */
  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(status.resolveSibling("fd"))) {
      return files.count();
    }
  }

  /** Whether the operating system tells. */
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

  /** The most resident memory there has been, in MiB. */
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
