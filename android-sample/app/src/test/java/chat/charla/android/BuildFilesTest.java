package chat.charla.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Compares the build files of Gradle and Maven: versions, SDK levels, names, source directories and
 * dependencies. Both build the same sources, but the build of this repository runs only Maven.
 */
public class BuildFilesTest {
  private static final Path SAMPLE = sampleDirectory();
  private static final Path REPOSITORY = Objects.requireNonNull(SAMPLE.getParent());

  private final Document root = xml(REPOSITORY.resolve("pom.xml"));
  private final Document module = xml(SAMPLE.resolve("pom.xml"));
  private final String catalog = text(SAMPLE.resolve("gradle/libs.versions.toml"));
  private final String app = text(SAMPLE.resolve("app/build.gradle.kts"));

  /** Compares the versions in Gradle's catalog with the corresponding properties of Maven. */
  @Test
  public void theCatalogHasTheVersionsOfMaven() {
    Map<String, String> ofMaven = new TreeMap<>();
    ofMaven.put("grpc", property(root, "grpc.version"));
    ofMaven.put("grpcAndroid", property(module, "grpc-android.version"));
    ofMaven.put("gson", property(root, "gson.version"));
    ofMaven.put("jspecify", property(root, "jspecify.version"));
    ofMaven.put("junit4", property(module, "junit4.version"));
    ofMaven.put("nettyPkitesting", property(root, "netty-pkitesting.version"));
    ofMaven.put("protobuf", property(root, "protobuf.version"));
    ofMaven.put("robolectric", property(module, "robolectric.version"));

    Map<String, String> ofGradle = assignments(section("versions"));
    // These are plugins of Gradle, which Maven does not use.
    assertTrue(ofGradle.keySet().removeAll(Set.of("agp", "protobufPlugin")));

    assertEquals(ofMaven, ofGradle);
  }

  @Test
  public void thePluginVersionsAreCompatible() {
    Map<String, String> versions = assignments(section("versions"));

    // Version 9 of the Android plugin needs protobuf-gradle-plugin 0.10 and Gradle 9.1.
    assertTrue(versions.toString(), versions.getOrDefault("agp", "").startsWith("9."));
    assertTrue(
        versions.toString(), versions.getOrDefault("protobufPlugin", "").startsWith("0.10."));
    assertEquals(
        "9.1.0", only("gradleVersion = \"([0-9.]+)\"", text(SAMPLE.resolve("build.gradle.kts"))));
  }

  @Test
  public void gradleAndMavenHaveTheSameDependencies() {
    Map<String, String> modules = new TreeMap<>();
    Matcher library =
        Pattern.compile("(?m)^([a-z0-9-]+) = \\{ module = \"([^\"]+)\"")
            .matcher(section("libraries"));
    while (library.find()) {
      modules.put(library.group(1).replace('-', '.'), library.group(2));
    }
    Set<String> ofGradle = new TreeSet<>();
    Matcher dependency =
        Pattern.compile("(?m)^ *(implementation|testImplementation)\\(libs\\.([a-z0-9.]+)\\)$")
            .matcher(app);
    while (dependency.find()) {
      ofGradle.add(dependency.group(1) + " " + modules.remove(dependency.group(2)));
    }

    Set<String> ofMaven = new TreeSet<>();
    for (Element element : elements(module, "dependencies")) {
      String artifact = child(element, "groupId") + ":" + child(element, "artifactId");
      // Gradle does not need these three: the Android SDK contains the platform, the tests start
      // the server as a separate process, and Gradle compiles the test kit from its sources.
      if (!Set.of(
              "org.robolectric:android-all",
              "chat.charla:charla-server",
              "chat.charla:charla-testkit")
          .contains(artifact)) {
        ofMaven.add(
            (child(element, "scope").equals("test") ? "testImplementation " : "implementation ")
                + artifact);
      }
    }

    assertEquals(ofMaven, ofGradle);
    assertEquals("libraries that are in the catalog, but not used", Map.of(), modules);
  }

  @Test
  public void gradleAndMavenHaveTheSameNameAndVersionOfTheApp() {
    String name = property(module, "android.package");

    assertEquals(name, only("(?m)^ *namespace = \"(.*)\"$", app));
    assertEquals(name, only("(?m)^ *applicationId = \"(.*)\"$", app));
    assertEquals(
        property(module, "android.versionName"), only("(?m)^ *versionName = \"(.*)\"$", app));
    assertEquals(property(module, "android.versionCode"), only("(?m)^ *versionCode = (.*)$", app));
    assertEquals(name, BuildFilesTest.class.getPackageName());
  }

  @Test
  public void theAppHasTheVersionOfTheProject() {
    assertEquals(
        only(
            "<artifactId>charla</artifactId>\\s*<version>([0-9.]+)",
            text(REPOSITORY.resolve("pom.xml"))),
        property(module, "android.versionName"));
  }

  @Test
  public void gradleMavenAndRobolectricHaveTheSameSdkLevels() throws IOException {
    String target = property(module, "android.targetSdk");

    assertEquals(property(module, "android.minSdk"), only("(?m)^ *minSdk = (.*)$", app));
    assertEquals(target, only("(?m)^ *targetSdk = (.*)$", app));
    // Robolectric must run the platform that Maven compiles against.
    Properties robolectric = new Properties();
    try (InputStream in =
        Files.newInputStream(SAMPLE.resolve("app/src/test/resources/robolectric.properties"))) {
      robolectric.load(in);
    }
    assertEquals(target, robolectric.getProperty("sdk"));
    assertEquals(target, only("(?m)^ *compileSdk = (.*)$", app));
  }

  @Test
  public void gradleAndMavenHaveTheSameJavaVersion() {
    String release = property(root, "maven.compiler.release");

    assertEquals("JavaVersion.VERSION_" + release, only("(?m)^ *sourceCompatibility = (.*)$", app));
    assertEquals("JavaVersion.VERSION_" + release, only("(?m)^ *targetCompatibility = (.*)$", app));
  }

  @Test
  public void gradleAndMavenCompileTheSameSources() {
    String ofMaven = text(SAMPLE.resolve("pom.xml"));

    for (String library : List.of("client", "name-fold")) {
      String sources = only("java\\.directories \\+= \"(.*/" + library + "/.*)\"", app);
      assertEquals(
          "../" + only("<source>\\$\\{project.basedir}/(.*/" + library + "/.*)</source>", ofMaven),
          sources);
      assertTrue(sources, Files.isDirectory(SAMPLE.resolve("app").resolve(sources)));
    }
    // Maven uses the compiled classes of the module testkit instead.
    String testkit = only("java\\.directories \\+= \"(.*/testkit/.*)\"", app);
    assertTrue(testkit, Files.isDirectory(SAMPLE.resolve("app").resolve(testkit)));

    List<String> protos = all("srcDir\\(\"(.*)\"\\)", app);
    assertEquals(
        all("<sourceDirectory>\\$\\{project.basedir}/(.*)</sourceDirectory>", ofMaven).stream()
            .map(directory -> "../" + directory)
            .toList(),
        protos);
    for (String directory : protos) {
      assertTrue(
          directory, Files.isDirectory(SAMPLE.resolve("app").resolve(directory + "/charla")));
    }
    assertEquals(
        only("<include>(.*\\.proto)</include>", ofMaven),
        only("setIncludes\\(listOf\\(\"(.*)\"\\)\\)", app));
  }

  @Test
  public void gradleAndMavenGenerateTheSameCodeForTheLiteRuntime() {
    assertEquals("lite", only("id\\(\"java\"\\) \\{ option\\(\"(.*)\"\\) }", app));
    assertEquals(
        only("<options>(.*)</options>", text(SAMPLE.resolve("pom.xml"))),
        String.join(
            ",",
            Pattern.compile("(?m)^ *option\\(\"(.*)\"\\)$")
                .matcher(app)
                .results()
                .map(found -> found.group(1))
                .toList()));
  }

  private String section(String name) {
    return only("(?ms)^\\[" + name + "]\\n(.*?)(?=^\\[|\\z)", catalog);
  }

  private static Map<String, String> assignments(String section) {
    Map<String, String> all = new TreeMap<>();
    Matcher line = Pattern.compile("(?m)^([A-Za-z0-9-]+) = \"(.*)\"$").matcher(section);
    while (line.find()) {
      all.put(line.group(1), line.group(2));
    }
    return all;
  }

  private static String property(Document pom, String name) {
    NodeList found = pom.getElementsByTagName(name);
    assertEquals(name, 1, found.getLength());
    return found.item(0).getTextContent();
  }

  /** The children of the root element's first child with this name. */
  private static Iterable<Element> elements(Document pom, String name) {
    return children(
        children(pom.getDocumentElement()).stream()
            .filter(child -> child.getTagName().equals(name))
            .findFirst()
            .orElseThrow());
  }

  private static List<Element> children(Element parent) {
    NodeList nodes = parent.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .toList();
  }

  private static String child(Element parent, String name) {
    return children(parent).stream()
        .filter(child -> child.getTagName().equals(name))
        .map(Element::getTextContent)
        .findFirst()
        .orElse("");
  }

  /** The first group of the only match of the pattern. */
  private static String only(String pattern, String in) {
    List<String> found = all(pattern, in);
    assertEquals("matches of " + pattern, 1, found.size());
    return found.get(0);
  }

  /** The first group of each match of the pattern. */
  private static List<String> all(String pattern, String in) {
    return Pattern.compile(pattern).matcher(in).results().map(found -> found.group(1)).toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static Document xml(Path file) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (Exception unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  /**
   * The directory of the sample. Maven runs the tests in this directory, and Gradle runs them in
   * its directory {@code app}.
   */
  private static Path sampleDirectory() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("settings.gradle.kts"))) {
      directory =
          Objects.requireNonNull(directory.getParent(), "no settings.gradle.kts here or above");
    }
    return directory;
  }
}
