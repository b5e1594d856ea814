package io.openmimc.account.callback;

import io.grpc.stub.StreamObserver;
import io.openmimc.kit.rpc.GrpcAnswers;
import io.openmimc.proto.accounts.CallbackSettings;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import io.quarkus.grpc.GrpcService;

/** The callbacks of apps for callback-service, secrets included. */
@GrpcService
class CallbacksGrpcService extends CallbacksGrpc.CallbacksImplBase {
    private final AppCallbacks callbacks;

    CallbacksGrpcService(AppCallbacks callbacks) {
        this.callbacks = callbacks;
    }

    @Override
    public void settings(SettingsRequest request, StreamObserver<CallbackSettings> observer) {
        GrpcAnswers.send(callbacks.settings(request.getAppId()), observer);
    }
}
