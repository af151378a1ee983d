package chat.charla.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says of a process's memory: on Linux only. */
final class ProcessMemory {
  private final Path status;

  ProcessMemory(long pid) {
    status = Path.of("/proc", Long.toString(pid), "status");
  }

  boolean isKnown() {
    return Files.isReadable(status);
  }

  /** Resident memory now, in MiB. */
  long residentMib() throws IOException {
    return mib("VmRSS:");
  }

  /** The most resident memory there has been, in MiB. */
  long peakMib() throws IOException {
    return mib("VmHWM:");
  }

  private long mib(String field) throws IOException {
    if (!isKnown()) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
