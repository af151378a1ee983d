/**
 * What an operator can do with a running server, by the calls of {@code charla.admin.v1}: {@link
 * chat.charla.server.admin.Administration} has the calls, {@link
 * chat.charla.server.admin.AdminToken} decides who may make them. The package does not depend on
 * gRPC.
 */
@NullMarked
package chat.charla.server.admin;

import org.jspecify.annotations.NullMarked;
