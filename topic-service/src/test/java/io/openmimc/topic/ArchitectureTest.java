package io.openmimc.topic;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.openmimc.topic", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule OF_OURS_ONLY_THE_CONTRACTS_AND_THE_KIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.openmimc.account..",
                    "io.openmimc.gateway..",
                    "io.openmimc.history..",
                    "io.openmimc.local..",
                    "io.openmimc.sdk..");

    @ArchTest
    static final ArchRule FEATURES_FORM_NO_CIRCLE =
            slices().matching("io.openmimc.topic.(*)..").should().beFreeOfCycles();

    /** Nobody may wait for account-service, or for anything else, while a topic is locked. */
    @ArchTest
    static final ArchRule ROWS_KNOW_NO_NEIGHBOUR = noClasses()
            .that()
            .haveSimpleName("Members")
            .or()
            .haveSimpleName("Changes")
            .or()
            .resideInAPackage("..topic.cleanup..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.openmimc.kit.account..", "io.openmimc.kit.app..");

    @ArchTest
    static final ArchRule ENTITIES_STAY_IN_THEIR_PACKAGE = classes()
            .that()
            .areAnnotatedWith(jakarta.persistence.Entity.class)
            .should()
            .bePackagePrivate();
}
