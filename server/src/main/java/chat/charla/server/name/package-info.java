/**
 * The rules for names, which the contract specifies under "Names".
 *
 * <p>{@link NameRules} checks a single name; {@link Looks} determines which names are confusable.
 * The package does not know which identity holds a name. The rules follow one version of Unicode,
 * {@link NameRules#UNICODE}, on every version of Java, because the tables come with ICU.
 *
 * <p>All methods are pure functions, and thread-safe.
 */
@NullMarked
package chat.charla.server.name;

import org.jspecify.annotations.NullMarked;
