/** gRPC calls as stages, channels to all replicas of a service that notice which there are, and who may call whom. */
@NullMarked
package io.openmimc.kit.rpc;

import org.jspecify.annotations.NullMarked;
