{{/* `host:port` of the headless gRPC Service of another service: root, name. */}}
{{- define "openmimc.peer" -}}
{{- $service := include "openmimc.service" . | fromYaml -}}
{{ $service.fullName }}-grpc:{{ $service.is.grpc }}
{{- end -}}

{{/* Settings of a service that are no secrets, as YAML of property names: root, service, setup (true in a setup job). */}}
{{- define "openmimc.properties" -}}
{{- $values := .root.Values -}}
{{- $service := .service -}}
{{- /* Else a service ends at its start for a setting in a file that only others of ours have: it knows all of "openmimc.". */ -}}
{{- $all := dict "smallrye.config.mapping.validate-unknown" false -}}
{{- if .setup -}}
{{- $_ := set $all "openmimc.setup" "only" -}}
{{- else -}}
{{- $_ := set $all "openmimc.setup" (eq $values.setup.mode "start" | ternary "start" "await") -}}
{{- if ne $service.name "gateway" -}}
{{- $_ := set $all "quarkus.shutdown.delay" (printf "%dS" (int $service.drain.delaySeconds)) -}}
{{- end -}}
{{- $peers := dict "account" "accounts" "topic" "topics" "history" "history" -}}
{{- range $name := $service.is.calls -}}
{{- with get $peers $name -}}
{{- $_ := set $all (printf "openmimc.peers.%s" .) (include "openmimc.peer" (dict "root" $.root "name" $name)) -}}
{{- end -}}
{{- end -}}
{{- with $values.trustedProxies -}}
{{- $_ := set $all "openmimc.http.trusted-proxies" (join "," .) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $all "openmimc.inner.tls.mode" $values.innerTls.mode -}}
{{- if and (eq $values.innerTls.mode "mutual") (not .setup) -}}
{{- $_ := set $all "openmimc.inner.tls.certificate" "/etc/openmimc/inner/tls.crt" -}}
{{- $_ := set $all "openmimc.inner.tls.key" "/etc/openmimc/inner/tls.key" -}}
{{- $_ := set $all "openmimc.inner.tls.ca" "/etc/openmimc/inner/ca.crt" -}}
{{- end -}}
{{- if has $service.name (list "account" "gateway") -}}
{{- $_ := set $all "openmimc.frontend-domain" $values.frontendDomain -}}
{{- $_ := set $all "openmimc.frontend.domain" $values.frontendDomain -}}
{{- $_ := set $all "openmimc.relay.domain" (printf "relay.%s" $values.frontendDomain) -}}
{{- end -}}
{{- if eq $service.name "account" -}}
{{- $callback := include "openmimc.service" (dict "root" .root "name" "callback") | fromYaml -}}
{{- $_ := set $all "openmimc.callbacks.addresses" (printf "%s:%d" $callback.fullName (int $callback.is.http)) -}}
{{- end -}}
{{- if has $service.name (list "account" "callback") -}}
{{- with $values.callback.allowedNetworks -}}
{{- $_ := set $all "openmimc.callback.allowed-networks" (join "," .) -}}
{{- end -}}
{{- end -}}
{{- if eq $service.name "gateway" -}}
{{- with $service.advertisedTcp -}}{{- $_ := set $all "openmimc.gateway.advertised-tcp" . -}}{{- end -}}
{{- with $service.drain -}}
{{- $_ := set $all "openmimc.gateway.drain.notice" (printf "%ds" (int .delaySeconds)) -}}
{{- $_ := set $all "openmimc.gateway.drain.spread" (printf "%ds" (int .windowSeconds)) -}}
{{- $_ := set $all "openmimc.gateway.drain.pace" (int .pace) -}}
{{- $_ := set $all "openmimc.gateway.drain.finish" (printf "%ds" (int .finishSeconds)) -}}
{{- end -}}
{{- end -}}
{{- $all = mergeOverwrite $all (include "openmimc.storeProperties" . | fromYaml) -}}
{{- $all = mergeOverwrite $all (deepCopy $values.config) (deepCopy $service.config) -}}
{{ toYaml $all }}
{{- end -}}

{{/* Where the stores of a service are and how they are spoken to, as YAML of property names: root, service. */}}
{{- define "openmimc.storeProperties" -}}
{{- $stores := .root.Values.stores -}}
{{- $all := dict -}}
{{- with $stores.allowPlaintext -}}
{{- $_ := set $all "openmimc.stores.allow-plaintext" (join "," .) -}}
{{- end -}}
{{- range $name := .service.is.stores -}}
{{- $store := get $stores $name -}}
{{- $prefix := printf "openmimc.%s." $name -}}
{{- $_ := set $all (print $prefix "tls") $store.tls -}}
{{- if and $store.tls $store.caSecret -}}
{{- $_ := set $all (print $prefix "ca") (printf "/etc/openmimc/stores/%s-ca.crt" $name) -}}
{{- end -}}
{{- with $store.username -}}{{- $_ := set $all (print $prefix "username") . -}}{{- end -}}
{{- if eq $name "kafka" -}}
{{- $_ := set $all "openmimc.kafka.bootstrap" $store.bootstrap -}}
{{- $_ := set $all "openmimc.kafka.partitions" (int $store.partitions) -}}
{{- $_ := set $all "openmimc.kafka.replication" (int $store.replication) -}}
{{- if $store.passwordSecret -}}{{- $_ := set $all "openmimc.kafka.sasl-mechanism" $store.saslMechanism -}}{{- end -}}
{{- if $store.certificateSecret -}}
{{- $_ := set $all "openmimc.kafka.certificate" "/etc/openmimc/stores/kafka-client.crt" -}}
{{- $_ := set $all "openmimc.kafka.key" "/etc/openmimc/stores/kafka-client.key" -}}
{{- end -}}
{{- else if eq $name "cassandra" -}}
{{- $_ := set $all "openmimc.cassandra.contact-points" $store.contactPoints -}}
{{- $_ := set $all "openmimc.cassandra.datacenter" $store.datacenter -}}
{{- $_ := set $all "openmimc.cassandra.replication-factor" (int $store.replicationFactor) -}}
{{- $_ := set $all "openmimc.cassandra.verify-host" $store.verifyHost -}}
{{- else if eq $name "redis" -}}
{{- $_ := set $all "openmimc.redis.uri" $store.uri -}}
{{- else -}}
{{- $_ := set $all "openmimc.postgresql.address" $store.address -}}
{{- $_ := set $all "openmimc.postgresql.database" $store.database -}}
{{- end -}}
{{- end -}}
{{ toYaml $all }}
{{- end -}}

{{/* The text of application.properties: root, service, setup. */}}
{{- define "openmimc.propertiesFile" -}}
{{- range $name, $value := include "openmimc.properties" . | fromYaml }}
{{- if kindIs "float64" $value }}{{- if eq (floor $value) $value }}{{- $value = int64 $value }}{{- end }}{{- end }}
{{ $name }}={{ $value | toString | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end }}
{{- end -}}

{{/* Environment variables: what is secret, and what only the pod knows. Of: root, service, setup. */}}
{{- define "openmimc.env" -}}
- name: QUARKUS_PROFILE
  value: {{ .root.Values.profile }}
{{- with .service.javaOptions }}
- name: JAVA_TOOL_OPTIONS
  value: {{ . | quote }}
{{- end }}
- name: OPENMIMC_SECRET
  valueFrom:
    secretKeyRef: {name: {{ include "openmimc.secretName" .root }}, key: {{ .root.Values.secrets.deploymentKey }}}
{{- if .service.is.administers }}
- name: OPENMIMC_ADMIN_TOKEN
  valueFrom:
    secretKeyRef: {name: {{ include "openmimc.secretName" .root }}, key: {{ .root.Values.secrets.adminTokenKey }}}
{{- end }}
{{- range $name := .service.is.stores }}
{{- $store := get $.root.Values.stores $name }}
{{- if $store.passwordSecret }}
{{- $key := $store.usernameKey | default (eq $name "redis" | ternary "" "username") }}
{{- if and (not $store.username) $key }}
- name: OPENMIMC_{{ upper $name }}_USERNAME
  valueFrom:
    secretKeyRef: {name: {{ $store.passwordSecret }}, key: {{ $key }}}
{{- end }}
- name: OPENMIMC_{{ upper $name }}_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ $store.passwordSecret }}, key: {{ $store.passwordKey }}}
{{- end }}
{{- end }}
{{- if and (eq .service.name "gateway") (not .setup) }}
# Other pods find this one by the registry in Redis, under the pod's own address.
- name: POD_IP
  valueFrom:
    fieldRef: {fieldPath: status.podIP}
- name: OPENMIMC_GATEWAY_ADDRESS
  value: $(POD_IP):{{ .service.is.grpc }}
{{- end }}
{{- with .service.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}
