package chat.charla.cli.command;

/**
 * A command that runs even if the user's settings are invalid, because it helps to find the error,
 * or because programs run it, which cannot correct the settings.
 */
interface WorksWithoutSettings {}
