package io.openmimc.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "io.openmimc.gateway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.openmimc.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule TRANSPORTS_KNOW_CONNECTIONS_AND_NOTHING_OF_SESSIONS = noClasses()
            .that()
            .resideInAnyPackage("..gateway.tcp..", "..gateway.ws..", "..gateway.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..gateway.session..", "..gateway.mailbox..", "..gateway.accept..", "..kit..");

    @ArchTest
    static final ArchRule THE_MAILBOX_KNOWS_NO_SOCKETS = noClasses()
            .that()
            .resideInAPackage("..gateway.mailbox..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.quarkus..", "io.grpc..", "..kit..");

    @ArchTest
    static final ArchRule NO_OTHER_SERVICE_IS_IMPORTED = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.openmimc.account..", "io.openmimc.history..", "io.openmimc.local..");
}
