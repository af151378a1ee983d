/**
 * Charla's terminal client: {@code charla chat} for interactive use, {@code send}, {@code tail},
 * {@code history} and others for scripts, {@code pipe} for bots.
 *
 * <p>A tour:
 *
 * <ul>
 *   <li>{@link chat.charla.cli.Main} is the entry point. It sets up the streams and the
 *       environment, and exits with the exit code.
 *   <li>{@code command} has a small class for each command, with the command's options and output.
 *   <li>{@code chat} is the interactive chat: {@code chat.input} handles typed lines, {@code
 *       chat.view} shows events and answers, and {@code chat.state} holds the state.
 *   <li>{@code terminal} is the line editor of the chat, and the only package that depends on
 *       JLine.
 *   <li>{@code script} implements the commands for scripts, and {@code pipe} the two-way protocol
 *       for bots.
 *   <li>{@code output} writes results for programs, as text or as JSON.
 *   <li>{@code connection} connects to a server, {@code settings} reads the user's settings and
 *       locates the user's files, and {@code text} has the messages and the sanitizer.
 *   <li>{@code oidc} logs in at the issuer of a server, such as the single sign-on of a company.
 *   <li>{@code demo} demonstrates the system with real processes.
 * </ul>
 *
 * <p>Dependencies point one way: {@code command → terminal → chat.view}, {@code command → chat →
 * chat.input → chat.view → chat.state}, {@code chat → connection → text}, and {@code command → pipe
 * → script → output → text}; {@code script} and {@code pipe} use {@code connection}, too, and
 * {@code command} uses {@code oidc}.
 */
@NullMarked
package chat.charla.cli;

import org.jspecify.annotations.NullMarked;
