/**
 * The lines that the server writes to standard error: the lines of the console, and the log records
 * of {@code java.util.logging}, which include records of gRPC and Netty.
 *
 * <p>{@link LogHandler} converts a log record into a {@link Line}; the console makes its lines
 * itself. {@link LogOutput} writes the lines. {@link LineLimit} limits the lines of each kind: in
 * each minute, the first few lines of a kind are written at once, and one line says how many were
 * left out. So no peer can fill the log, and the code that logs need not count lines.
 */
@NullMarked
package chat.charla.server.logging;

import org.jspecify.annotations.NullMarked;
