package chat.charla.dist;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The file NOTICE: the libraries that the jars contain, from the bill of materials, and the notices
 * and licences that must accompany them.
 *
 * <p>Each file with a licence begins with the libraries that have it, in a paragraph {@code
 * Libraries: PATTERN …}. A pattern is {@code group:name} or {@code group:*}; the former takes
 * precedence. The build stops if a library matches no pattern, or if a pattern matches no library.
 * So a new library cannot be distributed without its licence.
 */
final class Notice {
  private static final String INTRODUCTION =
      """
      Charla

      Licensed under the Apache License, Version 2.0; see the file LICENSE.

      The jars contain these libraries. The licence after each library is below.

      """;
  private static final String LIBRARIES = "Libraries:";
  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final String OWN_GROUP = "chat.charla";

  private Notice() {}

  static void write(Path billOfMaterials, Path directory, Path target) throws IOException {
    List<Licence> licences = licences(directory);
    Set<String> unused = new HashSet<>();
    licences.forEach(licence -> unused.addAll(licence.patterns()));
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (Library library : libraries(billOfMaterials)) {
      String pattern = pattern(library, licences);
      unused.remove(pattern);
      String name = having(pattern, licences).findFirst().orElseThrow().name();
      text.append("  ").append(library).append(": ").append(name).append('\n');
    }
    if (!unused.isEmpty()) {
      throw new IllegalStateException("No library matches " + unused + ": edit " + directory);
    }
    for (Licence licence : licences) {
      text.append("\n\n==== ").append(licence.name()).append(" ====\n\n").append(licence.text());
    }
    Files.writeString(target, text);
  }

  private static String pattern(Library library, List<Licence> licences) {
    return Stream.of(library.key(), library.group() + ":*")
        .filter(pattern -> having(pattern, licences).findAny().isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(library + " has no licence: add one"));
  }

  private static Stream<Licence> having(String pattern, List<Licence> licences) {
    return licences.stream().filter(licence -> licence.patterns().contains(pattern));
  }

  private static List<Library> libraries(Path billOfMaterials) throws IOException {
    JsonArray components;
    try (Reader reader = Files.newBufferedReader(billOfMaterials)) {
      components = JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("components");
    }
    return StreamSupport.stream(components.spliterator(), false)
        .map(component -> Library.of(component.getAsJsonObject()))
        .filter(library -> !library.group().equals(OWN_GROUP))
        .sorted(Comparator.comparing(Library::key))
        .toList();
  }

  private static List<Licence> licences(Path directory) throws IOException {
    try (Stream<Path> listed = Files.list(directory)) {
      List<Licence> licences = new ArrayList<>();
      for (Path file : listed.sorted().toList()) {
        licences.add(Licence.read(file));
      }
      return licences;
    }
  }

  private record Licence(String name, List<String> patterns, String text) {
    static Licence read(Path file) throws IOException {
      String content = Files.readString(file);
      int end = content.indexOf("\n\n");
      if (!content.startsWith(LIBRARIES) || end < 0) {
        throw new IllegalStateException(file + " does not begin with a paragraph " + LIBRARIES);
      }
      String patterns = content.substring(LIBRARIES.length(), end).strip();
      String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
      return new Licence(name, BLANK.splitAsStream(patterns).toList(), content.substring(end + 2));
    }
  }

  private record Library(String group, String name, String version) {
    static Library of(JsonObject component) {
      return new Library(
          component.get("group").getAsString(),
          component.get("name").getAsString(),
          component.get("version").getAsString());
    }

    String key() {
      return group + ":" + name;
    }

    @Override
    public String toString() {
      return key() + " " + version;
    }
  }
}
