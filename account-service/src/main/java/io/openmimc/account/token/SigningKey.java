package io.openmimc.account.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A stored key pair; the private part is encrypted. The entity stays in this package. */
@Entity
@Table(name = "signing_keys")
class SigningKey {
    @Id
    String id;

    @Column(name = "public_jwk")
    String publicJwk;

    @Column(name = "private_key")
    byte[] privateKey;

    @Column(name = "created_at")
    long createdAt;

    @SuppressWarnings("NullAway.Init") // Hibernate sets the fields
    protected SigningKey() {}

    SigningKey(String id, String publicJwk, byte[] privateKey, long createdAt) {
        this.id = id;
        this.publicJwk = publicJwk;
        this.privateKey = privateKey.clone();
        this.createdAt = createdAt;
    }
}
