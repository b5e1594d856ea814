package io.openmimc.contact;

import io.openmimc.kit.management.ManagementContract;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,cassandra"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(Neighbours.class)
class ManagementTest implements ManagementContract {}
