/**
 * Passwords: the {@link chat.charla.server.password.PasswordRules} for new passwords, their hashes,
 * and the limits on guessing. The package does not depend on the chat, which calls {@link
 * chat.charla.server.password.Passwords}.
 *
 * <p>A password is hashed by Argon2id, which {@link chat.charla.server.password.HashThreads} runs.
 * {@link chat.charla.server.password.Hasher} is the port to it, so that tests can use virtual time.
 *
 * <p>{@link chat.charla.server.password.Passwords} slows guessing down, but locks out no owner. The
 * guesses from one network do not delay an owner in another network. If thousands of networks guess
 * at once, an owner still logs in without delay where the account has been used before. Anywhere
 * else, the owner competes with the guessers for the places in the queue, and may have to repeat
 * the log-in for some seconds. But guesses from the owner's own network delay the owner as well.
 * After a restart no network is known until a session has made a call from it: networks are not
 * stored, because even their hashes would tell where users are.
 *
 * <p>A {@link chat.charla.server.password.Password} is overwritten as soon as it is hashed, as is
 * the memory of Argon2. Only the text in the client's request remains until the heap is collected.
 */
@NullMarked
package chat.charla.server.password;

import org.jspecify.annotations.NullMarked;
