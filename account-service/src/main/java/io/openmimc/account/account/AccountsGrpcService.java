package io.openmimc.account.account;

import io.grpc.stub.StreamObserver;
import io.openmimc.account.block.Blocks;
import io.openmimc.account.standing.Standings;
import io.openmimc.kit.rpc.GrpcAnswers;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.BlockedByAccount;
import io.openmimc.proto.accounts.BlockedRequest;
import io.openmimc.proto.accounts.BlockedResponse;
import io.openmimc.proto.accounts.ExistingRequest;
import io.openmimc.proto.accounts.ExistingResponse;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.openmimc.proto.accounts.StandingsRequest;
import io.openmimc.proto.accounts.StandingsResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** Accounts to uuids, and whom they have blocked, for the other services. */
@GrpcService
class AccountsGrpcService extends AccountsGrpc.AccountsImplBase {
    private final Accounts accounts;
    private final Blocks blocks;
    private final Standings standings;

    AccountsGrpcService(Accounts accounts, Blocks blocks, Standings standings) {
        this.accounts = accounts;
        this.blocks = blocks;
        this.standings = standings;
    }

    @Override
    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> observer) {
        GrpcAnswers.send(Uni.createFrom().deferred(() -> answer(request)), observer);
    }

    private Uni<ResolveResponse> answer(ResolveRequest request) {
        if (request.getAccountsCount() > Accounts.MAX_BATCH) {
            throw new ImException(ErrorCode.BAD_REQUEST, "accounts: more than " + Accounts.MAX_BATCH);
        }
        request.getAccountsList().forEach(account -> AccountName.check("account", account));
        return accounts.resolve(request.getAppId(), request.getAccountsList(), request.getCreate())
                .map(found -> {
                    ResolveResponse.Builder response = ResolveResponse.newBuilder();
                    request.getAccountsList().forEach(name -> {
                        Account account = found.get(name);
                        response.addUuids(account == null ? 0 : account.uuid());
                        response.addLivesMs(account == null ? 0 : account.livesMs());
                    });
                    return response.build();
                });
    }

    @Override
    public void existing(ExistingRequest request, StreamObserver<ExistingResponse> observer) {
        GrpcAnswers.send(Uni.createFrom().deferred(() -> answer(request)), observer);
    }

    private Uni<ExistingResponse> answer(ExistingRequest request) {
        if (request.getUuidsCount() > Accounts.MAX_BATCH) {
            throw new ImException(ErrorCode.BAD_REQUEST, "uuids: more than " + Accounts.MAX_BATCH);
        }
        return accounts.existing(request.getAppId(), request.getUuidsList())
                .map(found -> ExistingResponse.newBuilder().addAllUuids(found).build());
    }

    @Override
    public void blocked(BlockedRequest request, StreamObserver<BlockedResponse> observer) {
        GrpcAnswers.send(Uni.createFrom().deferred(() -> answer(request)), observer);
    }

    private Uni<BlockedResponse> answer(BlockedRequest request) {
        if (request.getUuidsCount() > Blocks.MAX_BATCH) {
            throw new ImException(ErrorCode.BAD_REQUEST, "uuids: more than " + Blocks.MAX_BATCH);
        }
        return blocks.blocked(request.getUuidsList()).map(found -> {
            BlockedResponse.Builder response = BlockedResponse.newBuilder();
            found.forEach((uuid, blocked) -> response.addAccounts(
                    BlockedByAccount.newBuilder().setUuid(uuid).addAllBlocked(blocked)));
            return response.build();
        });
    }

    @Override
    public void standings(StandingsRequest request, StreamObserver<StandingsResponse> observer) {
        GrpcAnswers.send(Uni.createFrom().deferred(() -> answer(request)), observer);
    }

    private Uni<StandingsResponse> answer(StandingsRequest request) {
        if (request.getUuidsCount() > Standings.MAX_BATCH) {
            throw new ImException(ErrorCode.BAD_REQUEST, "uuids: more than " + Standings.MAX_BATCH);
        }
        return standings.changed(request.getUuidsList()).map(found -> StandingsResponse.newBuilder()
                .addAllAccounts(found)
                .build());
    }
}
