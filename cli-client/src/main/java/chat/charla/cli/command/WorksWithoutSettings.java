package chat.charla.cli.command;

/**
 * A command that runs even if the user's settings are invalid, because it helps to find the error,
 * or because a program runs it that cannot correct them.
 */
interface WorksWithoutSettings {}
