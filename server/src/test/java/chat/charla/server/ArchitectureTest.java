package chat.charla.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import chat.charla.server.delivery.Delivery;
import chat.charla.server.delivery.StreamDelivery;
import chat.charla.server.delivery.TimelineFeed;
import chat.charla.server.limit.Quota;
import chat.charla.server.room.Directory;
import chat.charla.server.room.Participant;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/**
 * Packages depend on each other in one direction only: {@code grpc → chat → identity, room →
 * delivery → log}.
 */
@AnalyzeClasses(packages = "chat.charla.server", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "chat.charla.server";

  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("chat.charla.server..")
          .layer("wiring")
          .definedBy(ROOT)
          .layer("grpc")
          .definedBy(ROOT + ".grpc")
          .layer("admin")
          .definedBy(ROOT + ".admin")
          .layer("chat")
          .definedBy(ROOT + ".chat")
          .layer("account")
          .definedBy(ROOT + ".account")
          .layer("identity")
          .definedBy(ROOT + ".identity")
          .layer("invitation")
          .definedBy(ROOT + ".invitation")
          .layer("room")
          .definedBy(ROOT + ".room")
          .layer("role")
          .definedBy(ROOT + ".role")
          .layer("delivery")
          .definedBy(ROOT + ".delivery")
          .layer("log")
          .definedBy(ROOT + ".log")
          .layer("refusal")
          .definedBy(ROOT + ".refusal")
          .layer("storage")
          .definedBy(ROOT + ".storage")
          .layer("storage formats")
          .definedBy(ROOT + ".storage.v1")
          .layer("sqlite")
          .definedBy(ROOT + ".storage.sqlite")
          .layer("files")
          .definedBy(ROOT + ".files")
          .layer("health")
          .definedBy(ROOT + ".health")
          .layer("disk")
          .definedBy(ROOT + ".disk")
          .layer("limit")
          .definedBy(ROOT + ".limit")
          .layer("logging")
          .definedBy(ROOT + ".logging")
          .layer("memory")
          .definedBy(ROOT + ".memory")
          .layer("metrics")
          .definedBy(ROOT + ".metrics")
          .layer("name")
          .definedBy(ROOT + ".name")
          .layer("oidc")
          .definedBy(ROOT + ".oidc")
          .layer("options")
          .definedBy(ROOT + ".options")
          .layer("password")
          .definedBy(ROOT + ".password")
          .layer("proxy")
          .definedBy(ROOT + ".proxy")
          .layer("scheduling")
          .definedBy(ROOT + ".scheduling")
          .layer("ban")
          .definedBy(ROOT + ".ban")
          .layer("clock")
          .definedBy(ROOT + ".clock")
          .layer("tls")
          .definedBy(ROOT + ".tls")
          .layer("fatal")
          .definedBy(ROOT + ".fatal")
          .whereLayer("wiring")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("grpc")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("admin")
          .mayOnlyBeAccessedByLayers("wiring", "grpc")
          .whereLayer("chat")
          .mayOnlyBeAccessedByLayers("wiring", "grpc")
          .whereLayer("account")
          .mayOnlyBeAccessedByLayers("wiring", "chat")
          .whereLayer("invitation")
          .mayOnlyBeAccessedByLayers("wiring", "chat", "account", "storage", "sqlite")
          .whereLayer("identity")
          .mayOnlyBeAccessedByLayers("wiring", "chat", "account", "invitation", "storage", "sqlite")
          .whereLayer("room")
          .mayOnlyBeAccessedByLayers("wiring", "chat", "identity")
          .whereLayer("role")
          .mayOnlyBeAccessedByLayers("chat", "room")
          .whereLayer("delivery")
          .mayOnlyBeAccessedByLayers("wiring", "grpc", "chat", "room")
          .whereLayer("log")
          .mayOnlyBeAccessedByLayers(
              "wiring",
              "grpc",
              "chat",
              "identity",
              "room",
              "role",
              "delivery",
              "storage",
              "sqlite",
              "health")
          .whereLayer("refusal")
          .mayOnlyBeAccessedByLayers(
              "wiring",
              "grpc",
              "admin",
              "chat",
              "account",
              "invitation",
              "identity",
              "room",
              "role",
              "password")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers("wiring", "chat", "sqlite")
          .whereLayer("storage formats")
          .mayOnlyBeAccessedByLayers(
              "chat", "account", "invitation", "identity", "room", "role", "sqlite")
          .whereLayer("sqlite")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("files")
          .mayOnlyBeAccessedByLayers("admin", "sqlite", "tls")
          .whereLayer("health")
          .mayOnlyBeAccessedByLayers("wiring", "chat", "room", "storage")
          .whereLayer("disk")
          .mayOnlyBeAccessedByLayers("wiring", "chat")
          .whereLayer("limit")
          .mayOnlyBeAccessedByLayers(
              "wiring", "grpc", "chat", "account", "identity", "room", "memory", "password")
          .whereLayer("logging")
          .mayOnlyBeAccessedByLayers("wiring", "admin")
          .whereLayer("memory")
          .mayOnlyBeAccessedByLayers("wiring", "grpc", "chat", "delivery", "password")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("name")
          .mayOnlyBeAccessedByLayers(
              "wiring", "chat", "account", "identity", "room", "refusal", "password")
          .whereLayer("oidc")
          .mayOnlyBeAccessedByLayers("wiring", "chat", "account")
          .whereLayer("options")
          .mayOnlyBeAccessedByLayers("wiring", "grpc")
          .whereLayer("password")
          .mayOnlyBeAccessedByLayers("wiring", "chat", "account", "identity")
          .whereLayer("proxy")
          .mayOnlyBeAccessedByLayers("wiring", "grpc", "chat", "ban")
          .whereLayer("scheduling")
          .mayOnlyBeAccessedByLayers(
              "wiring",
              "grpc",
              "chat",
              "account",
              "invitation",
              "identity",
              "room",
              "delivery",
              "health",
              "disk",
              "ban",
              "clock",
              "logging",
              "password")
          .whereLayer("ban")
          .mayOnlyBeAccessedByLayers("chat", "storage", "sqlite")
          .whereLayer("clock")
          .mayOnlyBeAccessedByLayers(
              "chat", "account", "invitation", "identity", "room", "storage", "sqlite")
          .whereLayer("tls")
          .mayOnlyBeAccessedByLayers("wiring", "grpc", "chat", "account");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("chat.charla.server.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_CHAT_KNOWS_ONLY_THE_PORT_OF_DELIVERY =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage(ROOT + ".chat", ROOT + ".room")
          .should()
          .dependOnClassesThat(
              resideInAPackage(ROOT + ".delivery")
                  .and(
                      not(
                          belongToAnyOf(
                              Delivery.class, TimelineFeed.class, StreamDelivery.class))));

  @ArchTest
  static final ArchRule IDENTITIES_KNOW_ONLY_THE_PORTS_OF_ROOMS =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage(ROOT + ".identity")
          .should()
          .dependOnClassesThat(
              resideInAPackage(ROOT + ".room")
                  .and(not(belongToAnyOf(Participant.class, Directory.class))));

  /**
   * Besides the settings, only one class uses each rate. That class decides what counts for the
   * rate.
   */
  @ArchTest
  static final ArchRule EACH_RATE_HAS_ONE_OWNER =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".limit")
          .and()
          .haveNameNotMatching(
              ROOT + "\\.(chat\\.(CommandRates|MessageGate)|grpc\\.CallGuard)(\\$.*)?")
          .should()
          .accessFieldWhere(targetOwner(type(Quota.class)));

  @ArchTest
  static final ArchRule ONLY_THE_EDGE_KNOWS_GRPC =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".grpc", ROOT + ".tls", ROOT + ".metrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "com.google.rpc..");

  /** The endpoint of the metrics uses Netty, which is a part of gRPC's package. */
  @ArchTest
  static final ArchRule THE_METRICS_KNOW_ONLY_NETTY =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage(ROOT + ".metrics")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.grpc..")
                  .and(not(resideInAPackage("io.grpc.netty.shaded.io.netty.."))));

  /**
   * The metrics get plain numbers. So no feature depends on the metrics, and the metrics depend on
   * no feature.
   */
  @ArchTest
  static final ArchRule THE_METRICS_KNOW_NO_FEATURE =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage(ROOT + ".metrics")
          .should()
          .dependOnClassesThat(
              resideInAPackage(ROOT + "..")
                  .and(not(resideInAPackage(ROOT + ".metrics")))
                  .and(not(resideInAPackage(ROOT + ".fatal"))));

  @ArchTest
  static final ArchRule ONLY_THE_METRICS_KNOW_PROMETHEUS =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".metrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.prometheus..");

  @ArchTest
  static final ArchRule ONLY_THE_RULES_FOR_NAMES_KNOW_ICU =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".name")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.ibm.icu..");

  @ArchTest
  static final ArchRule ONLY_PASSWORDS_KNOW_BOUNCY_CASTLE =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".password")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule ONLY_ID_TOKENS_KNOW_NIMBUS_AND_CALL_OTHER_SERVERS =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".oidc")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nimbusds..", "java.net.http..");

  @ArchTest
  static final ArchRule ONLY_THE_ADAPTER_KNOWS_SQL =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".storage.sqlite")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule ONLY_THE_OPTIONS_KNOW_TOML =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".options")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tomlj..");
}
