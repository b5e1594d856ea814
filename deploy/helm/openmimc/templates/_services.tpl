{{/*
What the services are; the same as in docs/operations.md ("What faces whom") and docs/architecture.md. `callers` may call its gRPC
port, `httpCallers` of ours its HTTP port; `calls` is the same from the other side. `setup`: whether it makes anything that no other does.
*/}}
{{- define "openmimc.catalog" -}}
account:
  service: account-service
  setup: true
  http: 8091
  management: 8191
  grpc: 9091
  headless: true
  stores: [kafka, redis, postgresql]
  callers: [gateway, topic, history, contact, callback]
  httpCallers: []
  calls: []
  administers: true
gateway:
  service: gateway-service
  http: 8092
  management: 8192
  grpc: 9092
  headless: false
  stores: [kafka, redis]
  callers: [history, gateway]
  httpCallers: []
  calls: [account, topic, history, gateway]
  administers: false
topic:
  service: topic-service
  setup: true
  http: 8094
  management: 8194
  grpc: 9094
  headless: true
  stores: [kafka, postgresql]
  callers: [gateway, history, contact, callback]
  httpCallers: []
  calls: [account]
  administers: false
history:
  service: history-service
  setup: true
  http: 8093
  management: 8193
  grpc: 9093
  headless: true
  stores: [kafka, redis, cassandra]
  callers: [gateway, contact]
  httpCallers: []
  calls: [account, topic, gateway]
  administers: false
contact:
  service: contact-service
  setup: true
  http: 8096
  management: 8196
  stores: [kafka, cassandra]
  callers: []
  httpCallers: []
  calls: [account, topic, history]
  administers: false
callback:
  service: callback-service
  setup: true
  http: 8095
  management: 8195
  stores: [kafka, postgresql]
  callers: []
  httpCallers: [account]
  calls: [account, topic]
  administers: true
{{- end -}}

{{/*
A service: its block over `defaults`, what it is (`is`), its name among ours (`name`) and the beginning of its objects' names
(`fullName`). Of: root, name. As YAML.
*/}}
{{- define "openmimc.service" -}}
{{- $service := mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy (get .root.Values .name)) -}}
{{- $_ := set $service "is" (get (include "openmimc.catalog" . | fromYaml) .name) -}}
{{- $_ := set $service "name" .name -}}
{{- $_ := set $service "fullName" (printf "%s-%s" (include "openmimc.fullname" .root) .name) -}}
{{ toYaml $service }}
{{- end -}}

{{/* Those that are installed, as a YAML list under `services`, in the order of the catalog's names. Of: root. */}}
{{- define "openmimc.services" -}}
{{- $all := list -}}
{{- range $name := include "openmimc.catalog" . | fromYaml | keys | sortAlpha -}}
{{- $service := include "openmimc.service" (dict "root" $ "name" $name) | fromYaml -}}
{{- if $service.enabled -}}{{- $all = append $all $service -}}{{- end -}}
{{- end -}}
{{ toYaml (dict "services" $all) }}
{{- end -}}

{{/* Seconds that Kubernetes waits for a pod to end: never less than its drain. Of: service. */}}
{{- define "openmimc.graceSeconds" -}}
{{- with .service.drain -}}
{{- add (int .delaySeconds) (int (.windowSeconds | default 0)) (int (.finishSeconds | default 0)) (int .marginSeconds) -}}
{{- end -}}
{{- end -}}
