package io.openmimc.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Asks the address look-up for a gateway, one of those it names at random. docs/wire-protocol.md 10.3. */
final class AddressLookup {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI url;
    private final HttpClient http;

    AddressLookup(URI url, HttpClient http) {
        this.url = url;
        this.http = http;
    }

    /** Fails with an IllegalStateException that says what is wrong with the answer, or with what HTTP failed with. */
    CompletionStage<InetSocketAddress> gateway(LoginToken token) {
        String list = URLEncoder.encode(token.frontEnd(), StandardCharsets.UTF_8) + ","
                + URLEncoder.encode(token.relay(), StandardCharsets.UTF_8);
        String separator = url.getRawQuery() == null ? "?" : "&";
        URI asked = URI.create(url + separator + "ver=4.0&type=wifi&list=" + list + "&");
        return http.sendAsync(HttpRequest.newBuilder(asked).timeout(TIMEOUT).build(), BodyHandlers.ofString())
                .thenApply(answer -> read(answer.body(), token.frontEnd()));
    }

    static InetSocketAddress read(String answer, String domain) {
        JsonNode json;
        try {
            json = JsonMapper.builder().build().readTree(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the address look-up's answer is not JSON", e);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (JsonNode address : json.path("R").path("wifi").path(domain)) {
            String text = address.asText();
            int colon = text.lastIndexOf(':');
            if (colon > 0) {
                addresses.add(
                        new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
            }
        }
        if (addresses.isEmpty()) {
            throw new IllegalStateException("the address look-up knows no address of " + domain);
        }
        return addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
    }
}
