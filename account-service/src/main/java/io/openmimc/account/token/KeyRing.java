package io.openmimc.account.token;

import io.openmimc.kit.token.Token;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * The keys at one moment, newest first, at least one.
 *
 * @param lead how old a key must be to sign
 */
record KeyRing(List<Entry> entries, Duration lead) {

    /** A key pair, its private part decrypted. */
    record Entry(PublicJsonWebKey publicKey, PrivateKey privateKey, Instant createdAt) {
        @Override
        public String toString() {
            return "Entry[" + publicKey.getKeyId() + "]";
        }
    }

    KeyRing {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("no key");
        }
        entries = List.copyOf(entries);
    }

    List<PublicJsonWebKey> publicKeys() {
        return entries.stream().map(Entry::publicKey).toList();
    }

    /** The public keys as a JSON Web Key Set. */
    String jwks() {
        return new JsonWebKeySet(publicKeys()).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    Instant newestCreatedAt() {
        return entries.get(0).createdAt();
    }

    /** The newest key that verifiers had the time to fetch; the oldest where none is old enough. */
    Entry signer(Instant now) {
        return entries.stream()
                .filter(entry -> !entry.createdAt().plus(lead).isAfter(now))
                .findFirst()
                .orElse(entries.get(entries.size() - 1));
    }

    /** The token as a JWT. */
    String sign(Token token, Instant now) {
        Entry signer = signer(now);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKeyIdHeaderValue(signer.publicKey().getKeyId());
        signature.setPayload(token.claims().toJson());
        signature.setKey(signer.privateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a token cannot be signed", e);
        }
    }
}
