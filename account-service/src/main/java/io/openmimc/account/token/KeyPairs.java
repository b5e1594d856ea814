package io.openmimc.account.token;

import io.openmimc.account.store.RowCipher;
import io.openmimc.kit.token.DeploymentSecret;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Makes key pairs for ES256, and turns stored ones into usable ones. */
@Singleton
class KeyPairs {
    private static final int ID_BYTES = 9;

    private final RowCipher cipher;
    private final SecureRandom random = new SecureRandom();

    KeyPairs(DeploymentSecret secret) {
        this.cipher = new RowCipher(
                secret,
                "signing-keys",
                "signing key",
                "delete the rows of account.signing_keys, which ends all tokens");
    }

    SigningKey generate(Instant now) {
        byte[] idBytes = new byte[ID_BYTES];
        random.nextBytes(idBytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(idBytes);
        try {
            EllipticCurveJsonWebKey pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            pair.setKeyId(id);
            pair.setUse("sig");
            pair.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return new SigningKey(
                    id,
                    pair.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY),
                    cipher.encrypt(id, pair.getPrivateKey().getEncoded()),
                    now.toEpochMilli());
        } catch (JoseException e) {
            throw new IllegalStateException("this JRE lacks P-256", e); // every JRE must have it
        }
    }

    /** @throws IllegalStateException if it was encrypted under another secret or is damaged */
    KeyRing.Entry open(SigningKey stored) {
        try {
            PrivateKey privateKey = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(cipher.decrypt(stored.id, stored.privateKey)));
            return new KeyRing.Entry(
                    PublicJsonWebKey.Factory.newPublicJwk(stored.publicJwk),
                    privateKey,
                    Instant.ofEpochMilli(stored.createdAt));
        } catch (GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("signing key " + stored.id + " is damaged", e);
        }
    }
}
