package chat.charla.cli.oidc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the user has to do. All texts are on one line, and harmless for a terminal.
 *
 * @param url the page on which the user logs in
 * @param code what the user enters on the page
 * @param completeUrl the same page with the code entered, or null
 * @param validity for how long the code is valid
 */
public record Verification(
    String url, String code, @Nullable String completeUrl, Duration validity) {}
