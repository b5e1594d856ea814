package io.openmimc.contact;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.openmimc.contact", importOptions = DoNotIncludeTests.class)
class BoundariesTest {
    @ArchTest
    static final ArchRule ofOursOnlyTheContractsAndTheKitAreUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.openmimc.account..",
                    "io.openmimc.callback..",
                    "io.openmimc.gateway..",
                    "io.openmimc.history..",
                    "io.openmimc.topic..",
                    "io.openmimc.local..",
                    "io.openmimc.sdk..");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsTheDriver = noClasses()
            .that()
            .resideOutsideOfPackage("..contact.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.datastax..");

    @ArchTest
    static final ArchRule packagesDoNotKnowEachOtherInACircle =
            slices().matching("io.openmimc.contact.(*)..").should().beFreeOfCycles();
}
