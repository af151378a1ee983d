/**
 * Invitations to create accounts. The operator can require an invitation for each registration.
 *
 * <p>{@link chat.charla.server.invitation.Invitations} has all invitations of the server, and
 * {@link chat.charla.server.invitation.Invitation} counts the uses of one invitation. A {@link
 * chat.charla.server.invitation.Ticket} lets one registration use an invitation. The use of an
 * invitation is a part of the record of the account that it has created, so that one write stores
 * both. {@link chat.charla.server.invitation.SecretCode} generates the codes, and codes for other
 * purposes, such as recovery codes.
 *
 * <p>The core owns all objects of this package, except the {@link
 * chat.charla.server.invitation.InvitationStore}.
 */
@NullMarked
package chat.charla.server.invitation;

import org.jspecify.annotations.NullMarked;
