package chat.charla.bench.process;

import chat.charla.bench.BenchFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What Linux tells about a process in {@code /proc}. There is nothing like it elsewhere, so the
 * benchmark runs on Linux only.
 */
public final class ProcessFigures {
  /** USER_HZ, the unit of CPU times in {@code /proc}: 100 on every architecture that runs this. */
  private static final double MICROS_PER_TICK = 10_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final double KIB = 1024;

  /** In the names of HotSpot's compiler threads, which Linux cuts off. */
  private static final String COMPILER = " CompilerThre";

  private ProcessFigures() {}

  /** Whether this system has them. */
  public static boolean available() {
    return Files.isReadable(Path.of("/proc/self/stat"));
  }

  /**
   * The CPU time that the process has taken since its start: user and system, all threads, those
   * that have ended included. In microseconds, with a resolution of ten milliseconds.
   */
  public static double cpuMicros(long pid) {
    return cpuMicros(read(pid, "stat"));
  }

  /** The same, out of the text of {@code stat}, in which the program's name may hold anything. */
  static double cpuMicros(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return MICROS_PER_TICK
        * (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]));
  }

  /**
   * The CPU time that a Java process has taken to compile what it runs, as far as the threads that
   * did it still live. 0 for other programs. In microseconds.
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

  /** Memory of the process that is in RAM now, in bytes. */
  public static double residentBytes(long pid) {
    return residentBytes(read(pid, "status"));
  }

  /** The same, out of the text of {@code status}. */
  static double residentBytes(String status) {
    for (String line : status.lines().toList()) {
      if (line.startsWith("VmRSS:")) {
        return KIB * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new BenchFailure("no VmRSS: the process has ended");
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BenchFailure("a server has ended", e);
    }
  }
}
