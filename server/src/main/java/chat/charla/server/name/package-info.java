/**
 * Which names there can be: what the contract says of them, under "Names".
 *
 * <p>{@link NameRules} judges one name by itself; {@link Looks} says which names can be taken for
 * each other. Who holds a name is not known here. The rules are those of one version of Unicode,
 * {@link NameRules#UNICODE}, whatever Java the server runs on, because its data come with ICU.
 *
 * <p>Everything here is pure, and may be used by any thread.
 */
@NullMarked
package chat.charla.server.name;

import org.jspecify.annotations.NullMarked;
