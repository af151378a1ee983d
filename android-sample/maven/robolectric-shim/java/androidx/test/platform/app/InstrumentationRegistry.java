package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;
import java.util.concurrent.atomic.AtomicReference;

public final class InstrumentationRegistry {
  private static final AtomicReference<Instrumentation> CURRENT = new AtomicReference<>();

  private InstrumentationRegistry() {}

  public static void registerInstance(Instrumentation instrumentation, Bundle arguments) {
    CURRENT.set(instrumentation);
  }

  public static Instrumentation getInstrumentation() {
    Instrumentation now = CURRENT.get();
    if (now == null) {
      throw new IllegalStateException("no instrumentation registered");
    }
    return now;
  }
}
