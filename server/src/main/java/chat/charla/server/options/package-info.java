/**
 * Values of options from other sources than the command line: {@link
 * chat.charla.server.options.ConfigFile} reads them from a file in TOML, {@link
 * chat.charla.server.options.Variables} from environment variables. Both return a {@link
 * chat.charla.server.options.Setting} as it would be written on the command line, so that the
 * parser of the command line checks all values in the same way. An error is a {@link
 * chat.charla.server.options.Problem}. A value out of its range causes a {@link
 * chat.charla.server.options.BadOptionException}, which is reported as a {@code Problem}.
 */
@NullMarked
package chat.charla.server.options;

import org.jspecify.annotations.NullMarked;
