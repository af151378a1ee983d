/**
 * Accounts: how an identity becomes an account, and the calls that need a credential.
 *
 * <p>{@link chat.charla.server.account.Registration} creates accounts, {@link
 * chat.charla.server.account.LogIns} opens their sessions, {@link
 * chat.charla.server.account.AccessTokens} creates access tokens for programs, and {@link
 * chat.charla.server.account.PasswordChanges} changes their passwords. All of them first check the
 * credential ({@link chat.charla.server.account.Credentials}). This takes time, because package
 * {@code password} hashes on other threads. Then package {@code identity} changes the record of the
 * identity. An account is an identity whose record has a {@code StoredAccount}.
 *
 * <p>{@link chat.charla.server.account.BlockedUsers} needs no credential: it changes the list of
 * users whose private messages an account refuses. Package {@code room} reads this list from the
 * identity.
 *
 * <p>{@link chat.charla.server.account.IdTokenChecks} is for credentials of an issuer (OpenID
 * Connect). Package {@code oidc} checks whether a token is valid; this class ensures that it is
 * used only once.
 *
 * <p>If the operator requires invitations, {@link chat.charla.server.account.Registration} gets a
 * ticket of package {@code invitation} for the code of the request, and the ticket decides at the
 * last moment whether the account may be stored.
 *
 * <p>The package depends neither on the chat, which calls it, nor on the contract's services. The
 * core owns all objects of this package.
 */
@NullMarked
package chat.charla.server.account;

import org.jspecify.annotations.NullMarked;
