package chat.charla.cli.settings;

/**
 * What the user has set.
 *
 * @param value as it was written, never empty
 * @param origin where
 */
public record Setting(String value, Origin origin) {}
