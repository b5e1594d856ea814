package io.openmimc.callback.admin;

import io.openmimc.callback.attempt.Outcome;
import io.openmimc.callback.delivery.Delivery;
import java.nio.charset.StandardCharsets;

/**
 * What became of a sample.
 *
 * @param delivered the answer was 200
 * @param status of the answer; 0: there was none
 * @param reason why it was not delivered
 * @param millis from the look-up of the host to the end of the answer
 * @param answer the first 1,024 bytes of what came back, read as UTF-8
 * @param sent the body that was sent
 */
public record SampleView(
        String url,
        String deliveryId,
        boolean delivered,
        int status,
        String reason,
        long millis,
        String answer,
        String sent) {
    static SampleView of(String url, Delivery delivery, Outcome outcome) {
        return new SampleView(
                url,
                delivery.id(),
                outcome.delivered(),
                outcome.status(),
                outcome.reason(),
                outcome.took().toMillis(),
                new String(outcome.excerpt(), StandardCharsets.UTF_8),
                new String(delivery.body(), StandardCharsets.UTF_8));
    }
}
