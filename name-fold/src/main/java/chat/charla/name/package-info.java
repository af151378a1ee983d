/**
 * The name folding of the contract, in one implementation for the server, the client library and
 * the programs that use it.
 *
 * <p>{@link NameFold} is the only public class. Java's own mappings depend on the version of
 * Unicode that the virtual machine has: 13 in Java 17, 16 in Java 25, 9 in Android 8. {@link
 * CaseMapping} and {@link Composition} add what the versions 10 to 17 have added to Unicode 9. They
 * need not correct anything, because no version has changed the mappings of Unicode 9. {@link
 * FinalSigma} replaces a rule in which Java differs from Unicode.
 *
 * <p>The package uses only classes and methods that Android 8 has. All methods are pure functions,
 * and thread-safe.
 */
@NullMarked
package chat.charla.name;

import org.jspecify.annotations.NullMarked;
