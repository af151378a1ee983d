package chat.charla.cli.command;

/**
 * A command that runs even if the user's settings are invalid. Such a command helps to find the
 * error, or is run by a program, which cannot correct the settings.
 */
interface RunsWithInvalidSettings {}
