package io.openmimc.account.token;

import io.grpc.stub.StreamObserver;
import io.openmimc.kit.rpc.GrpcAnswers;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeySetResponse;
import io.openmimc.proto.accounts.KeysGrpc;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The public keys for the other services. */
@GrpcService
class KeysGrpcService extends KeysGrpc.KeysImplBase {
    private final SigningKeys keys;

    KeysGrpcService(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public void keySet(KeySetRequest request, StreamObserver<KeySetResponse> observer) {
        GrpcAnswers.send(
                Uni.createFrom().item(() -> KeySetResponse.newBuilder()
                        .setJwks(keys.current().jwks())
                        .build()),
                observer);
    }
}
