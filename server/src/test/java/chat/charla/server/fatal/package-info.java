/**
 * Tests how a process ends after a fatal error. {@link ProcessEndTest} runs the program {@link
 * FailingProgram}, in which the error occurs.
 */
@NullMarked
package chat.charla.server.fatal;

import org.jspecify.annotations.NullMarked;
