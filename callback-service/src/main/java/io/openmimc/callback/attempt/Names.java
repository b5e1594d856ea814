package io.openmimc.callback.attempt;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the address of a host, without blocking. */
@Singleton
class Names {
    private final VertxInternal vertx;

    Names(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /** An address to connect to. Fails with {@link UnknownHostException}. */
    Future<InetAddress> resolve(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(
                host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
        if (literal == null) {
            Promise<InetAddress> found = Promise.promise();
            vertx.resolveAddress(host, found);
            return found.future();
        }
        try {
            return Future.succeededFuture(InetAddress.getByAddress(literal));
        } catch (UnknownHostException e) {
            return Future.failedFuture(e);
        }
    }
}
