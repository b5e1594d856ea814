package io.openmimc.proto.frame;

import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.XMMsgBind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** The keys and the signature of a login. docs/wire-protocol.md 2. */
public final class WireKeys {
    private static final String METHOD = "XIAOMI-PASS";

    private WireKeys() {}

    /**
     * The RC4 key of a SECMSG payload.
     *
     * @param securityKey the 16 bytes behind {@code miUserSecurityKey}
     * @param headerId ClientHeader.id of the same packet
     */
    public static byte[] payloadKey(byte[] securityKey, String headerId) {
        byte[] id = headerId.getBytes(StandardCharsets.UTF_8);
        byte[] key = Arrays.copyOf(securityKey, securityKey.length + 1 + id.length);
        key[securityKey.length] = '_';
        System.arraycopy(id, 0, key, securityKey.length + 1, id.length);
        return key;
    }

    /**
     * The RC4 key of every TCP body after CONN.
     *
     * @param challenge as the server sent it, at least 2 characters
     * @param udid as the client sent it in CONN, empty for many
     */
    public static byte[] bodyKey(String challenge, String udid) {
        byte[] data = (half(challenge) + half(udid)).getBytes(StandardCharsets.UTF_8);
        byte[] key = challenge.getBytes(StandardCharsets.UTF_8);
        Rc4.applyInPlace(key, data, 0, data.length);
        return data;
    }

    /** The signature that a BIND must carry: Base64 of a SHA-1. Text counts as UTF-8. */
    public static String bindSignature(
            String challenge, ClientHeader header, XMMsgBind bind, String securityKeyBase64) {
        return sign(canonical(challenge, header, bind, securityKeyBase64), StandardCharsets.UTF_8);
    }

    /**
     * Whether the signature in a BIND is right. Compares in constant time. The web SDK cuts every UTF-16 unit to its low
     * byte, so that reading counts too.
     */
    public static boolean bindSignatureMatches(
            String challenge, ClientHeader header, XMMsgBind bind, String securityKeyBase64) {
        String text = canonical(challenge, header, bind, securityKeyBase64);
        byte[] given = bind.getSig().getBytes(StandardCharsets.UTF_8);
        if (MessageDigest.isEqual(given, sign(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.US_ASCII))) {
            return true;
        }
        return text.chars().anyMatch(c -> c > 0x7f)
                && MessageDigest.isEqual(given, sha1Base64(lowBytes(text)).getBytes(StandardCharsets.US_ASCII));
    }

    private static String canonical(String challenge, ClientHeader header, XMMsgBind bind, String securityKeyBase64) {
        // The web SDK signs kick=0 and sends an empty one.
        String kick = bind.getKick().isEmpty() ? "0" : bind.getKick();
        return METHOD + "&challenge=" + challenge + "&chid=" + header.getChid() + "&client_attrs="
                + bind.getClientAttrs() + "&cloud_attrs=" + bind.getCloudAttrs() + "&from=" + header.getUuid()
                + "@xiaomi.com/" + header.getResource() + "&id=" + header.getId() + "&kick=" + kick
                + "&to=xiaomi.com&token=" + bind.getToken() + "&" + securityKeyBase64;
    }

    private static String sign(String text, Charset charset) {
        return sha1Base64(text.getBytes(charset));
    }

    private static byte[] lowBytes(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        return bytes;
    }

    private static String sha1Base64(byte[] text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static String half(String s) {
        return s.substring(s.length() / 2);
    }
}
