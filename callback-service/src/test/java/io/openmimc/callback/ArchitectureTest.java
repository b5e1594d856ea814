package io.openmimc.callback;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.openmimc.callback", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule OF_OURS_ONLY_THE_CONTRACTS_AND_THE_KIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.openmimc.account..",
                    "io.openmimc.gateway..",
                    "io.openmimc.history..",
                    "io.openmimc.topic..",
                    "io.openmimc.local..",
                    "io.openmimc.sdk..");

    @ArchTest
    static final ArchRule FEATURES_FORM_NO_CIRCLE =
            slices().matching("io.openmimc.callback.(*)..").should().beFreeOfCycles();

    /** Where a request may go is decided in one place. */
    @ArchTest
    static final ArchRule ONLY_ATTEMPTS_SPEAK_HTTP = noClasses()
            .that()
            .resideOutsideOfPackage("..callback.attempt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.core.http..");
}
