package chat.charla.cli.command;

/**
 * Marks a command that runs even if the user's settings are invalid. Either the user needs the
 * command to find the error, or the command is run by a program, which cannot correct the settings.
 */
interface RunsWithInvalidSettings {}
