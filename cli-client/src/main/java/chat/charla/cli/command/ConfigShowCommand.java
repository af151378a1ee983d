package chat.charla.cli.command;

import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.Setting;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Sanitizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * {@code charla config show}: prints the effective value of every setting and its origin. For a
 * token it prints only the name of its file.
 */
@Command(name = "show", sortOptions = false)
final class ConfigShowCommand implements Runnable {
  @ParentCommand private ConfigCommand config;
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @SuppressWarnings("unused") // Its options are shown as settings.
  @Mixin
  private IdentityOptions identity;

  @Override
  public void run() {
    CharlaCommand charla = config.charla();
    charla.settings().profile().ifPresent(chosen -> print("profile", chosen));
    ServerAddress address = server.address();
    print("host", new Setting(address.host(), server.hostOrigin()));
    print("port", new Setting(Integer.toString(address.port()), server.portOrigin()));
    Set<String> others = new LinkedHashSet<>(SettableOptions.namesFrom(spec.root()));
    // The address is printed above; its origin says which of the three settings applied.
    others.removeAll(Set.of("server", "host", "port"));
    for (String name : others) {
      print(name, setting(name));
    }
  }

  private Setting setting(String name) {
    CharlaCommand charla = config.charla();
    Origin origin = charla.origin(name);
    if (origin.level() == Origin.Level.COMMAND_LINE) {
      return new Setting(onCommandLine(name), origin);
    }
    // The option may belong to another command.
    return charla.settings().find(name).orElseGet(() -> new Setting(defaultOf(name), origin));
  }

  private String onCommandLine(String name) {
    ParseResult part = spec.root().commandLine().getParseResult();
    while (!part.hasMatchedOption(name)) {
      part = part.subcommand();
    }
    return part.matchedOption(name).originalStringValues().get(0);
  }

  /** The default value. */
  private String defaultOf(String name) {
    CharlaCommand charla = config.charla();
    if (name.equals("lang")) {
      return Language.choose(null, charla.context().environment()).tag();
    }
    return SettableOptions.named(name, spec.root())
        .map(option -> option.<Object>getValue())
        .map(value -> value.toString().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private void print(String name, Setting setting) {
    CharlaCommand charla = config.charla();
    String value = setting.value().isEmpty() ? "" : " " + Sanitizer.line(setting.value());
    String where = Problems.describe(setting.origin(), charla.settings(), charla.messages());
    charla.context().out().println(name + " =" + value + "  (" + where + ")");
  }
}
