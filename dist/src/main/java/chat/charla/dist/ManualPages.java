package chat.charla.dist;

import chat.charla.cli.command.CharlaCommand;
import chat.charla.cli.text.Language;
import chat.charla.server.CommandDescriptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** The manual pages in one language, one for each command, as AsciiDoc. */
final class ManualPages {
  /** The headings that picocli writes are English. */
  private static final Map<String, String> IN_SPANISH =
      Map.of(
          "Name", "Nombre",
          "Synopsis", "Sinopsis",
          "Description", "Descripción",
          "Options", "Opciones",
          "Arguments", "Argumentos",
          "Commands", "Comandos",
          "Exit status", "Estado de salida",
          "Notes", "Notas");

  private static final Pattern HEADING_WITH_COLON = Pattern.compile("(?m)^== +(.*):$");

  /** A link to another page of AsciiDoc, which a manual page cannot have. */
  private static final Pattern LINK = Pattern.compile("xref:[^\\[]*\\[([^\\]]*)\\]");

  /** A label of an option such as HOST[:PORT], whose brackets AsciiDoc would take for its own. */
  private static final Pattern BRACKETS =
      Pattern.compile("_([^_\\s\\[\\]]+)\\[([^_\\s\\[\\]]+)\\]_");

  private static final int WIDTH = 10_000;

  private final Language language;
  private final String version;

  ManualPages(Language language, String version) {
    this.language = language;
    this.version = version;
  }

  /** Writes the pages as {@code charla.adoc}, {@code charla-send.adoc} and so on. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    writeTree(directory, CharlaCommand.describe(language));
    writeTree(directory, CommandDescriptions.describe(Locale.forLanguageTag(language.tag())));
  }

  private void writeTree(Path directory, CommandSpec spec) throws IOException {
    spec.versionProvider(null).version("Charla " + version);
    // man fills the lines itself. At its own width picocli would break HOST[:PORT] in the middle.
    spec.usageMessage().width(WIDTH);
    if (spec.usageMessage().footer().length > 0) {
      // Otherwise picocli leaves the footer out.
      spec.usageMessage().footerHeading("Notes%n");
    }
    StringWriter page = new StringWriter();
    try (PrintWriter writer = new PrintWriter(page)) {
      ManPageGenerator.writeSingleManPage(writer, spec);
    }
    // Some headings come from texts of --help, which end with a colon.
    String text = HEADING_WITH_COLON.matcher(page.toString()).replaceAll("== $1");
    text = LINK.matcher(text).replaceAll("$1");
    text = BRACKETS.matcher(text).replaceAll("_$1{startsb}$2{endsb}_");
    if (language == Language.SPANISH) {
      for (Map.Entry<String, String> heading : IN_SPANISH.entrySet()) {
        text = text.replace("\n== " + heading.getKey() + "\n", "\n== " + heading.getValue() + "\n");
      }
    }
    Files.writeString(directory.resolve(spec.qualifiedName("-") + ".adoc"), text);
    for (CommandLine command : spec.subcommands().values()) {
      writeTree(directory, command.getCommandSpec());
    }
  }
}
