/**
 * The Java client of the interoperability table: the library of {@code client/}, driven by the line
 * protocol of {@code interop/kit/PROTOCOL.md}. {@link chat.charla.interop.driver.Driver} reads the
 * commands, {@code EventPrinter} prints the client's events.
 */
@NullMarked
package chat.charla.interop.driver;

import org.jspecify.annotations.NullMarked;
