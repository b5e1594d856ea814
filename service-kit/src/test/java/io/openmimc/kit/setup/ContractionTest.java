package io.openmimc.kit.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractionTest {
    @ParameterizedTest(name = "after {0}.{1}: {2} is hit: {3}")
    @CsvSource({
        "0,2,0.1.0,true",
        "0,2,0.2.7,true",
        "0,2,0.2.0-SNAPSHOT,true",
        "0,2,0.3.0,false",
        "0,9,0.10.0,false",
        "1,0,0.9.0,true",
        "1,0,1.1.0,false",
        "1,0,2.0.0,false",
        "0,2,unset,false"
    })
    void releasesThatNeedWhatIsGoneAreHit(int major, int minor, String release, boolean hit) {
        String file = "V9__contract_after_" + major + "_" + minor + "_names.sql";
        assertThat(Contraction.of(file))
                .hasValueSatisfying(gone -> assertThat(gone.hits(release)).isEqualTo(hit));
    }

    @Test
    void migrationThatOnlyAddsHitsNobody() {
        assertThat(Contraction.of("V9__names.sql")).isEmpty();
        assertThat(Contraction.of("V9__contract_names.cql")).isEmpty();
    }
}
