package chat.charla.cli.command;

import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.Setting;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Sanitizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * {@code charla config show}: prints the effective value of every setting and its origin. It never
 * prints a token, only the name of the token's file.
 */
@Command(name = "show", sortOptions = false)
final class ConfigShowCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @SuppressWarnings("unused") // The options of this mixin are shown as settings.
  @Mixin
  private IdentityOptions identity;

  @Override
  public void run() {
    Invocation invocation = Invocation.of(spec);
    invocation.settings().profile().ifPresent(chosen -> print("profile", chosen));
    ServerAddress address = server.address();
    print("host", new Setting(address.host(), server.hostOrigin()));
    print("port", new Setting(Integer.toString(address.port()), server.portOrigin()));
    Set<String> others = new LinkedHashSet<>(SettableOptions.namesFrom(spec.root()));
    // The host and port that are printed above come from these three settings.
    others.removeAll(Set.of("server", "host", "port"));
    for (String name : others) {
      print(name, setting(name));
    }
  }

  private Setting setting(String name) {
    Invocation invocation = Invocation.of(spec);
    Origin origin = invocation.origin(name);
    if (origin.level() == Origin.Level.COMMAND_LINE) {
      return new Setting(onCommandLine(name), origin);
    }
    // The value is not read from picocli, because the running command may not have this option.
    return invocation.settings().find(name).orElseGet(() -> new Setting(defaultOf(name), origin));
  }

  private String onCommandLine(String name) {
    ParseResult part = spec.root().commandLine().getParseResult();
    while (!part.hasMatchedOption(name)) {
      part = part.subcommand();
    }
    return part.matchedOption(name).originalStringValues().get(0);
  }

  private String defaultOf(String name) {
    Invocation invocation = Invocation.of(spec);
    if (name.equals("lang")) {
      return Language.choose(null, invocation.context().environment()).tag();
    }
    return SettableOptions.named(name, spec.root())
        .map(option -> option.<Object>getValue())
        .map(value -> value.toString().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private void print(String name, Setting setting) {
    Invocation invocation = Invocation.of(spec);
    String value = setting.value().isEmpty() ? "" : " " + Sanitizer.line(setting.value());
    String where = OriginText.of(setting.origin(), invocation.settings(), invocation.messages());
    invocation.context().out().println(name + " =" + value + "  (" + where + ")");
  }
}
