package chat.charla.cli.settings;

/**
 * A setting.
 *
 * @param value the value as written, never empty
 * @param origin the origin of the value
 */
public record Setting(String value, Origin origin) {}
