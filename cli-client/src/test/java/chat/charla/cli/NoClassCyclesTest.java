package chat.charla.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/**
 * Checks that the dependencies between classes have no cycle, not even within a package. The rule
 * covers the terminal client, the client library and the server. The test is in this module because
 * only this module's tests have all three on their class path.
 */
@AnalyzeClasses(
    packages = {"chat.charla.cli", "chat.charla.client", "chat.charla.server"},
    importOptions = DoNotIncludeTests.class)
class NoClassCyclesTest {
  private static final Set<String> GENERATED =
      Set.of("chat.charla.client.wire", "chat.charla.server.storage.v1");

  private static final String MEMORY = "chat.charla.server.memory.";

  /** A nested class belongs to the class around it. */
  private static final SliceAssignment OUTERMOST_CLASS =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
          if (GENERATED.contains(javaClass.getPackageName())) {
            return SliceIdentifier.ignore();
          }
          JavaClass outermost = javaClass;
          while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
          }
          return SliceIdentifier.of(outermost.getName());
        }

        @Override
        public String getDescription() {
          return "each outermost class";
        }
      };

  @ArchTest
  static final ArchRule NO_CYCLES_BETWEEN_CLASSES =
      slices()
          .assignedFrom(OUTERMOST_CLASS)
          .should()
          .beFreeOfCycles()
          // This cycle is allowed: a MemoryAccount adds its bytes to its MemoryShare, and the
          // MemoryShare decides which MemoryAccount is reset first.
          .ignoreDependency(MEMORY + "MemoryShare", MEMORY + "MemoryAccount");
}
