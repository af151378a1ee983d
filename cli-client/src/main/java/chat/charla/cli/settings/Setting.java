package chat.charla.cli.settings;

/**
 * A setting.
 *
 * @param value the value as written, never empty
 * @param origin its origin
 */
public record Setting(String value, Origin origin) {}
