package chat.charla.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Classes of one package do not name each other in a cycle, either. */
@AnalyzeClasses(packages = "chat.charla.cli", importOptions = DoNotIncludeTests.class)
class NoClassCyclesTest {
  /** A nested class belongs to the class around it. */
  private static final SliceAssignment OUTERMOST_CLASS =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
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
      slices().assignedFrom(OUTERMOST_CLASS).should().beFreeOfCycles();
}
