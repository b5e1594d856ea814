package io.openmimc.account.app;

import io.grpc.stub.StreamObserver;
import io.openmimc.kit.rpc.GrpcAnswers;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import io.quarkus.grpc.GrpcService;

/** The settings of apps for the other services. */
@GrpcService
class AppsGrpcService extends AppsGrpc.AppsImplBase {
    private final Apps apps;

    AppsGrpcService(Apps apps) {
        this.apps = apps;
    }

    @Override
    public void settings(SettingsRequest request, StreamObserver<AppSettings> observer) {
        GrpcAnswers.send(apps.settings(request.getAppId()), observer);
    }
}
