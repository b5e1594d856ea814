package io.openmimc.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.proto.ErrorCode;
import java.util.Base64;

/**
 * What the token endpoint answers: everything a device needs to log in as an account. Secret.
 *
 * @param appPackage the app's package name
 * @param uuid the account's number inside its app ({@code miUserId})
 * @param securityKey Base64 of 16 bytes ({@code miUserSecurityKey})
 * @param frontEnd domain name to look a gateway up by ({@code feDomainName})
 * @param relay domain name of the relay, looked up together with the former ({@code relayDomainName})
 */
public record LoginToken(
        long appId,
        String appPackage,
        String account,
        long uuid,
        String securityKey,
        String token,
        String frontEnd,
        String relay) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    public LoginToken {
        if (Base64.getDecoder().decode(securityKey).length == 0 || token.isEmpty()) {
            throw new IllegalArgumentException("a token answer without token or key");
        }
    }

    /**
     * Reads the answer of {@code POST /api/account/token}, envelope and all, as an app server passes it on.
     *
     * @throws MimcException with the answer's code and message where it is a refusal; 503 where it is no token answer
     */
    public static LoginToken parse(String json) {
        JsonNode answer;
        try {
            answer = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // Without the cause: its message may quote the text, which may hold a token.
            throw new MimcException(ErrorCode.UNAVAILABLE, "the token endpoint's answer is not JSON");
        }
        if (answer.path("code").asInt() != 200) {
            throw new MimcException(
                    answer.path("code").asInt(ErrorCode.UNAVAILABLE.number()),
                    answer.path("message").asText("the token endpoint's answer has no code"));
        }
        JsonNode data = answer.path("data");
        try {
            return new LoginToken(
                    data.path("appId").asLong(),
                    data.path("appPackage").asText(),
                    data.path("appAccount").asText(),
                    Long.parseLong(data.path("miUserId").asText()),
                    data.path("miUserSecurityKey").asText(),
                    data.path("token").asText(),
                    data.path("feDomainName").asText(),
                    data.path("relayDomainName").asText());
        } catch (IllegalArgumentException e) {
            throw new MimcException(ErrorCode.UNAVAILABLE, "the token endpoint's answer lacks a field");
        }
    }

    byte[] securityKeyBytes() {
        return Base64.getDecoder().decode(securityKey);
    }

    @Override
    public String toString() {
        return "LoginToken[appId=" + appId + ", account=" + account + ", uuid=" + uuid + "]";
    }
}
