package chat.charla.apk;

import com.android.tools.r8.CompilationFailedException;
import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.D8;
import com.android.tools.r8.D8Command;
import com.android.tools.r8.Diagnostic;
import com.android.tools.r8.DiagnosticsHandler;
import com.android.tools.r8.OutputMode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Translates class files into Android's dex files with D8. A warning of D8 counts as an error,
 * because the app would fail on a device.
 */
final class Dexer {
  /**
   * D8 gives this warning if its database of API levels is missing. With the database, D8 hides
   * newer classes from the verifier of an older Android. The app does not need the database,
   * because animal-sniffer checks that the app uses no newer classes.
   */
  private static final String NO_API_DATABASE = "Could not find the api database";

  private Dexer() {}

  /**
   * Writes {@code classes.dex}, {@code classes2.dex} and so on into a directory.
   *
   * @throws ToolFailedException if D8 fails or warns
   */
  static void translate(List<Path> jars, Path platform, int minSdk, Path into)
      throws ToolFailedException {
    FailuresAndWarnings found = new FailuresAndWarnings();
    try {
      D8.run(
          D8Command.builder(found)
              .addProgramFiles(jars)
              .addLibraryFiles(platform)
              .setMinApiLevel(minSdk)
              .setMode(CompilationMode.RELEASE)
              .setOutput(into, OutputMode.DexIndexed)
              .build());
    } catch (CompilationFailedException failed) {
      throw new ToolFailedException("D8 failed: " + found, failed);
    }
    if (!found.all.isEmpty()) {
      throw new ToolFailedException("D8 warns: " + found);
    }
  }

  /** Collects errors and warnings. D8 calls this object from several threads. */
  private static final class FailuresAndWarnings implements DiagnosticsHandler {
    private final Collection<String> all = new ConcurrentLinkedQueue<>();

    @Override
    public void error(Diagnostic error) {
      add(error);
    }

    @Override
    public void warning(Diagnostic warning) {
      if (!warning.getDiagnosticMessage().startsWith(NO_API_DATABASE)) {
        add(warning);
      }
    }

    @Override
    public void info(Diagnostic info) {}

    private void add(Diagnostic diagnostic) {
      all.add(diagnostic.getOrigin() + ": " + diagnostic.getDiagnosticMessage());
    }

    @Override
    public String toString() {
      return String.join(System.lineSeparator(), all);
    }
  }
}
