package chat.charla.cli.command;

/**
 * A command that runs whatever is wrong with the user's settings: it helps to find out, or is asked
 * by a program that could do nothing about it.
 */
interface WorksWithoutSettings {}
