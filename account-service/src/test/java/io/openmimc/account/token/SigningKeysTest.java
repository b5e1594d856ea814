package io.openmimc.account.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.kit.database.Database;
import io.openmimc.kit.token.Token;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class SigningKeysTest {
    @Inject
    Database database;

    @Inject
    KeyPairs pairs;

    @Inject
    TokenConfig config;

    @Inject
    SigningKeys running;

    private SigningKeys at(Duration later) {
        return new SigningKeys(
                database, pairs, config, Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC));
    }

    private static List<String> ids(SigningKeys keys) {
        return keys.current().publicKeys().stream()
                .map(PublicJsonWebKey::getKeyId)
                .toList();
    }

    private static void refresh(SigningKeys keys) throws Throwable {
        VertxContextSupport.subscribeAndAwait(keys::refresh);
    }

    private void sql(String statement) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> database.transaction(
                session -> session.createNativeQuery(statement).executeUpdate()));
    }

    @BeforeEach
    void keepTheKeysOfToday() throws Throwable {
        sql("CREATE TABLE account.kept AS SELECT * FROM account.signing_keys");
    }

    @AfterEach
    void leaveTheKeysOfToday() throws Throwable {
        sql("DELETE FROM account.signing_keys");
        sql("INSERT INTO account.signing_keys SELECT * FROM account.kept");
        sql("DROP TABLE account.kept");
        refresh(running);
    }

    @Test
    void replicasThatStartAtOnceAgreeOnOneNewKey() throws Throwable {
        // Given
        List<SigningKeys> replicas =
                IntStream.range(0, 5).mapToObj(i -> at(Duration.ofDays(91))).toList();
        int before = ids(running).size();
        // When
        VertxContextSupport.subscribeAndAwait(() -> Uni.join()
                .all(replicas.stream().map(SigningKeys::refresh).toList())
                .andFailFast());
        // Then
        assertThat(replicas).allSatisfy(keys -> {
            assertThat(ids(keys)).hasSize(before + 1).isEqualTo(ids(replicas.get(0)));
        });
    }

    @Test
    void aKeyStaysWhileItsTokensLive() throws Throwable {
        // Given
        String first = ids(running).get(0);
        refresh(at(Duration.ofDays(91)));
        // When
        SigningKeys later = at(Duration.ofDays(91 + 30));
        refresh(later);
        // Then
        assertThat(ids(later)).hasSize(2).endsWith(first);
    }

    @Test
    void aKeyGoesWhenItsTokensAreOver() throws Throwable {
        // Given
        String first = ids(running).get(0);
        refresh(at(Duration.ofDays(91)));
        // When
        SigningKeys later = at(Duration.ofDays(91 + 31));
        refresh(later);
        // Then
        assertThat(ids(later)).hasSize(1).doesNotContain(first);
    }

    @Test
    void aPrivateKeyIsBoundToItsRowAndTheDeploymentSecret() throws Throwable {
        // When
        sql("INSERT INTO account.signing_keys SELECT 'another', public_jwk, private_key, created_at"
                + " FROM account.signing_keys LIMIT 1");
        // Then
        assertThatThrownBy(() -> refresh(running)).hasMessageContaining("OPENMIMC_SECRET");
    }

    @Test
    void aNewKeySignsOnlyWhenVerifiersHadTheTimeToFetchIt() throws Throwable {
        // Given
        SigningKeys keys = at(Duration.ofDays(91));
        refresh(keys);
        KeyRing ring = keys.current();
        Instant created = ring.newestCreatedAt();
        // Then
        Instant due = created.plus(config.keyLead());
        assertThat(ring.signer(due.minusSeconds(1))).isEqualTo(ring.entries().get(1));
        assertThat(ring.signer(due)).isEqualTo(ring.entries().get(0));
    }

    @Test
    void aNewKeyDoesNotSignWhileAnotherReplicaMayNotHaveReadIt() throws Throwable {
        // Given: one that looked a moment before another one made a key, and whose clock is half a minute behind
        SigningKeys other = at(Duration.ofDays(89));
        refresh(other);
        SigningKeys keys = at(Duration.ofDays(91));
        refresh(keys);
        // When
        KeyRing ring = keys.current();
        Instant otherLooksAgain =
                ring.newestCreatedAt().plus(SigningKeys.REFRESH).plusSeconds(30);
        // Then
        String signer = ring.signer(otherLooksAgain).publicKey().getKeyId();
        assertThat(ids(other)).contains(signer);
    }

    @Test
    void bothKeysVerifyWhatTheySigned() throws Throwable {
        // Given
        SigningKeys keys = at(Duration.ofDays(91));
        refresh(keys);
        KeyRing ring = keys.current();
        Token token = new Token(1, "a", 2, "id", Instant.now(), Instant.now().plusSeconds(60), false);
        // Then
        for (Instant when :
                List.of(ring.newestCreatedAt(), ring.newestCreatedAt().plusSeconds(60))) {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setCompactSerialization(ring.sign(token, when));
            signature.setKey(ring.signer(when).publicKey().getPublicKey());
            assertThat(signature.verifySignature()).isTrue();
        }
    }
}
