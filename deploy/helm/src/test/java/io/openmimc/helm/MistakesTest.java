package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes as they are made, one at a time, in a copy of the chart: whoever makes one hears of it. */
class MistakesTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "deployments.yaml~minReadySeconds:~minReadySecond:~there is no such field",
                "deployments.yaml~port: management}~port: mangement}~asks a port that is not there",
                "deployments.yaml~path: /q/health/ready~path: /q/health/live~must be /q/health/ready",
                "deployments.yaml~terminationGracePeriodSeconds: {{ include \"openmimc.graceSeconds\" $of }}~terminationGracePeriodSeconds: 30~is killed after 30 s",
                "deployments.yaml~{{- if not $service.autoscaling.kind }}~{{- if true }}~must have replicas or a scaler",
                "services.yaml~targetPort: grpc~targetPort: gprc~leads to a port that is not there",
                "services.yaml~{{ $service.fullName }}-grpc~{{ $service.fullName }}-rpc~names a Service or port that is not there",
                "services.yaml~port: {{ $service.is.grpc }}~port: {{ $service.is.grpc | quote }}~must be an integer",
                "_pods.tpl~name: {{ .config }}~name: {{ .config }}-config~has a ConfigMap that is not there",
                "_pods.tpl~{name: tmp, mountPath: /tmp}~{name: temp, mountPath: /tmp}~mounts a volume that it has not",
                "_pods.tpl~readOnlyRootFilesystem: true~readOnlyRootFilesystem: false~readOnlyRootFilesystem must be true",
                "_pods.tpl~mountPath: /etc/openmimc/inner~mountPath: /etc/openmimc/tls~is a file that is not mounted",
                "_names.tpl~app.kubernetes.io/component: {{ .name }}~app.kubernetes.io/component: all~selects pods of",
                "_services.tpl~callers: [gateway, contact]~callers: [gateway]~is let out but not in",
                "_settings.tpl~- name: POD_IP~- nam: POD_IP~there is no such field",
                "autoscaling.yaml~apiVersion: autoscaling/v2~apiVersion: autoscaling/v2beta1~nobody knows this kind",
                "autoscaling.yaml~averageValue: {{ int $scaling.connections | quote }}~averageValue: {{ int $scaling.connections }}x~must be a quantity",
                "autoscaling.yaml~minReplicaCount~minReplicas~minReplicas",
                "ingress.yaml~port: {name: http}~port: {name: rest}~leads to a Service or port that is not there",
                "httproutes.yaml~port: 8082~port: 8083~leads to a Service or port that is not there",
                "monitoring.yaml~openmimc.io/port: management~openmimc.io/port: metrics~must select one port",
                "disruptionbudgets.yaml~maxUnavailable:~maxUnavalable:~there is no such field",
                "setup.yaml~restartPolicy: Never~restartPolcy: Never~there is no such field",
            })
    void isCaught(String file, String right, String wrong, String complaint) {
        // Given
        Chart chart = Chart.copy(directory);
        chart.replace("templates/" + file, right, wrong);
        // When
        List<String> complaints = new ArrayList<>();
        for (String values : List.of("full", "keda", "minimal")) {
            if (complaints.stream().noneMatch(each -> each.contains(complaint))) {
                complaints.addAll(Complaints.about(chart, Chart.values(values), Chart.KUBERNETES.get(1)));
            }
        }
        // Then
        assertThat(complaints).isNotEmpty().anySatisfy(each -> assertThat(each).contains(complaint));
    }
}
