package chat.charla.cli.oidc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The page on which the user logs in, and the code. All texts are on one line and sanitized.
 *
 * @param url the page on which the user logs in
 * @param code what the user enters on the page
 * @param completeUrl the same page with the code entered, or null
 * @param validity for how long the code is valid
 */
public record Verification(
    String url, String code, @Nullable String completeUrl, Duration validity) {}
