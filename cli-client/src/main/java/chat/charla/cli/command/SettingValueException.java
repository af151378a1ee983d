package chat.charla.cli.command;

import chat.charla.cli.settings.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** An invalid value that comes from the environment or the configuration file. */
final class SettingValueException extends ParameterException {
  private static final long serialVersionUID = 1L;

  private final transient Setting setting;

  SettingValueException(CommandLine command, OptionSpec option, Setting setting, Exception cause) {
    super(command, String.valueOf(cause.getMessage()), cause, option, setting.value());
    this.setting = setting;
  }

  Setting setting() {
    return setting;
  }
}
