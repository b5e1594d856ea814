/** gRPC calls as stages, and channels that notice at once that a peer is back. */
@NullMarked
package io.openmimc.kit.rpc;

import org.jspecify.annotations.NullMarked;
