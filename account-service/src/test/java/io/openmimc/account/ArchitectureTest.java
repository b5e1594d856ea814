package io.openmimc.account;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.openmimc.account", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule OF_OURS_ONLY_THE_CONTRACTS_AND_THE_KIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.openmimc.gateway..",
                    "io.openmimc.history..",
                    "io.openmimc.topic..",
                    "io.openmimc.local..",
                    "io.openmimc.sdk..");

    @ArchTest
    static final ArchRule FEATURES_FORM_NO_CIRCLE =
            slices().matching("io.openmimc.account.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_STORE_KNOWS_NO_FEATURE = classes()
            .that()
            .resideInAPackage("..account.store..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "..account.app..", "..account.account..", "..account.token..", "..account.outbox..");

    @ArchTest
    static final ArchRule ENTITIES_STAY_IN_THEIR_PACKAGE = classes()
            .that()
            .areAnnotatedWith(jakarta.persistence.Entity.class)
            .should()
            .bePackagePrivate();
}
