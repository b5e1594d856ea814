package io.openmimc.history;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.openmimc.history", importOptions = DoNotIncludeTests.class)
class BoundariesTest {
    @ArchTest
    static final ArchRule ofTheSuiteOnlyProtoAndServiceKitAreUsed = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.openmimc.history..",
                    "io.openmimc.kit..",
                    "io.openmimc.proto..",
                    "java..",
                    "jakarta..",
                    "org..",
                    "com..",
                    "io.quarkus..",
                    "io.grpc..",
                    "io.netty..",
                    "io.lettuce..",
                    "io.smallrye..",
                    "io.micrometer..");

    @ArchTest
    static final ArchRule onlyTheCassandraPackageAndTablesKnowTheDriver = noClasses()
            .that()
            .resideInAnyPackage("io.openmimc.history.dispatch..", "io.openmimc.history.query..", "io.openmimc.history")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.datastax..");

    @ArchTest
    static final ArchRule packagesDoNotKnowEachOtherInACircle = SlicesRuleDefinition.slices()
            .matching("io.openmimc.history.(*)..")
            .should()
            .beFreeOfCycles();
}
