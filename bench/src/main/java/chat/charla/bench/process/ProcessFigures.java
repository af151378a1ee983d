package chat.charla.bench.process;

import chat.charla.bench.BenchFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Reads figures of a process from Linux's {@code /proc}. Other systems have nothing equivalent, so
 * the benchmark runs on Linux only.
 */
public final class ProcessFigures {
  /**
   * The unit of CPU times in {@code /proc}, in microseconds: USER_HZ is 100 on every architecture
   * that the benchmark supports.
   */
  private static final double MICROS_PER_TICK = 10_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final double KIB = 1024;

  /** A part of the names of HotSpot's compiler threads, which Linux truncates. */
  private static final String COMPILER = " CompilerThre";

  private ProcessFigures() {}

  /** Whether this system has {@code /proc}. */
  public static boolean available() {
    return Files.isReadable(Path.of("/proc/self/stat"));
  }

  /**
   * The CPU time of the process since its start: user and system time of all threads, including
   * those that have ended. In microseconds, with a resolution of ten milliseconds.
   */
  public static double cpuMicros(long pid) {
    return cpuMicros(read(pid, "stat"));
  }

  /**
   * Parses the text of {@code stat}. The program's name in this text may contain any characters.
   */
  static double cpuMicros(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return MICROS_PER_TICK
        * (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]));
  }

  /**
   * The CPU time, in microseconds, of those compiler threads of a Java process that still run; 0
   * for a program that is not Java.
   */
  public static double compilerMicros(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.mapToDouble(ProcessFigures::compilerMicros).sum();
    } catch (IOException e) {
      throw new BenchFailure("a server has ended", e);
    }
  }

  private static double compilerMicros(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"), StandardCharsets.UTF_8);
      return stat.contains(COMPILER) ? cpuMicros(stat) : 0;
    } catch (IOException ended) {
      return 0;
    }
  }

  /** The resident memory of the process, in bytes. */
  public static double residentBytes(long pid) {
    return residentBytes(read(pid, "status"));
  }

  /** Parses the text of {@code status}. */
  static double residentBytes(String status) {
    for (String line : status.lines().toList()) {
      if (line.startsWith("VmRSS:")) {
        return KIB * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new BenchFailure("no VmRSS: the process has ended");
  }

  /** How many bytes the process has written to disks. */
  public static double writtenBytes(long pid) {
    for (String line : read(pid, "io").lines().toList()) {
      if (line.startsWith("write_bytes:")) {
        return Double.parseDouble(line.substring("write_bytes:".length()).strip());
      }
    }
    throw new BenchFailure("no write_bytes: the process has ended");
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BenchFailure("a server has ended", e);
    }
  }
}
