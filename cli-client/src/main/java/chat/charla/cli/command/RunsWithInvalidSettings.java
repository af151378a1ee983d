package chat.charla.cli.command;

/**
 * Marks a command that runs even if the user's settings are invalid. The user needs the command to
 * find the error, or a program that cannot correct the settings runs the command.
 */
interface RunsWithInvalidSettings {}
