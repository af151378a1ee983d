package chat.charla.cli;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import chat.charla.cli.text.DisplayWidth;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Checks the dependencies between packages that the package tour describes. */
@AnalyzeClasses(packages = "chat.charla.cli", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ARROWS_POINT_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("main")
          .definedBy("chat.charla.cli")
          .layer("command")
          .definedBy("..cli.command..")
          .layer("terminal")
          .definedBy("..cli.terminal..")
          .layer("chat")
          .definedBy("..cli.chat")
          .layer("chat.input")
          .definedBy("..cli.chat.input..")
          .layer("chat.view")
          .definedBy("..cli.chat.view..")
          .layer("chat.state")
          .definedBy("..cli.chat.state..")
          .layer("pipe")
          .definedBy("..cli.pipe..")
          .layer("script")
          .definedBy("..cli.script..")
          .layer("output")
          .definedBy("..cli.output..")
          .layer("oidc")
          .definedBy("..cli.oidc..")
          .layer("connection")
          .definedBy("..cli.connection..")
          .layer("settings")
          .definedBy("..cli.settings..")
          .layer("text")
          .definedBy("..cli.text..")
          .layer("demo")
          .definedBy("..cli.demo..")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("demo")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("command")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("terminal")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("chat")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("chat.input")
          .mayOnlyBeAccessedByLayers("chat")
          .whereLayer("chat.view")
          .mayOnlyBeAccessedByLayers("command", "terminal", "chat", "chat.input")
          .whereLayer("chat.state")
          .mayOnlyBeAccessedByLayers("command", "chat", "chat.input", "chat.view")
          .whereLayer("pipe")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("script")
          .mayOnlyBeAccessedByLayers("command", "pipe")
          .whereLayer("output")
          .mayOnlyBeAccessedByLayers("command", "pipe", "script")
          .whereLayer("oidc")
          .mayOnlyBeAccessedByLayers("command", "chat", "chat.input")
          .whereLayer("connection")
          .mayOnlyBeAccessedByLayers(
              "main", "command", "chat", "chat.input", "chat.view", "pipe", "script");

  /** The rule above treats a package and its subpackages as one layer. */
  @ArchTest
  static final ArchRule NO_CYCLES_BETWEEN_PACKAGES =
      slices().matching("chat.charla.cli.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_TWO_PACKAGES_KNOW_JSON =
      noClasses()
          .that()
          .resideOutsideOfPackages("..cli.output..", "..cli.pipe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.gson..");

  @ArchTest
  static final ArchRule WHITE_SPACE_IS_WHAT_THE_CONTRACT_SAYS =
      noClasses()
          .should()
          .accessTargetWhere(
              target(owner(equivalentTo(String.class)))
                  .and(target(nameMatching("isBlank|trim|strip(Leading|Trailing)?")))
                  .or(
                      target(owner(equivalentTo(Character.class)))
                          .and(target(nameMatching("isWhitespace|isSpaceChar")))))
          .because("chat.charla.client.WhiteSpace has the Unicode property White_Space");

  @ArchTest
  static final ArchRule ONLY_ONE_PACKAGE_AND_DISPLAY_WIDTH_KNOW_JLINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli.terminal..")
          .and()
          .doNotHaveFullyQualifiedName(DisplayWidth.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jline..");

  @ArchTest
  static final ArchRule ONLY_ONE_PACKAGE_KNOWS_THE_GRPC_TRANSPORT =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli.connection..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc.okhttp..", "io.grpc.netty..", "javax.net..");

  @ArchTest
  static final ArchRule ONLY_ONE_PACKAGE_KNOWS_HTTP =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli.oidc..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule ONLY_ONE_PACKAGE_KNOWS_PICOCLI =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli.command..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");
}
