/** gRPC calls as stages, and channels to all replicas of a service that notice which there are. */
@NullMarked
package io.openmimc.kit.rpc;

import org.jspecify.annotations.NullMarked;
