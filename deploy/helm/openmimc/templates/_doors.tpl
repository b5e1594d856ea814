{{/*
The public routes, as YAML: under `routes` a list of `prefix` and `service` (a name of ours), without those of services that are not
installed and of the administration where that is not exposed. Of: root.
*/}}
{{- define "openmimc.routes" -}}
{{- $routes := list -}}
{{- range $line := .Files.Lines "files/routes" -}}
{{- $line = trim $line -}}
{{- if and $line (not (hasPrefix "#" $line)) -}}
{{- $parts := regexSplit "\\s+" $line -1 -}}
{{- $prefix := index $parts 0 -}}
{{- $service := include "openmimc.service" (dict "root" $ "name" (index $parts 1)) | fromYaml -}}
{{- $administration := has $prefix (list "/api/admin" "/console") -}}
{{- if and $service.enabled (or $.Values.exposeAdministration (not $administration)) -}}
{{- $routes = append $routes (dict "prefix" $prefix "service" $service.name "fullName" $service.fullName "port" (int $service.is.http)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toYaml (dict "routes" $routes) }}
{{- end -}}

{{/* Names of the services that have public routes, as a YAML list. Of: root. */}}
{{- define "openmimc.routedServices" -}}
{{- $names := list -}}
{{- range (include "openmimc.routes" . | fromYaml).routes -}}
{{- $names = append $names .service -}}
{{- end -}}
{{ toYaml ($names | uniq) }}
{{- end -}}

{{/* Annotations by which a controller lets requests pass that the edge of the local stack would: root. */}}
{{- define "openmimc.controllerAnnotations" -}}
{{- $controller := .Values.ingress.controller -}}
{{- if eq $controller "nginx" -}}
nginx.ingress.kubernetes.io/proxy-body-size: 64k
nginx.ingress.kubernetes.io/proxy-read-timeout: "30"
{{- else if eq $controller "haproxy" -}}
haproxy.org/timeout-server: 30s
{{- else if eq $controller "haproxy-ingress" -}}
haproxy-ingress.github.io/proxy-body-size: 64k
haproxy-ingress.github.io/timeout-server: 30s
{{- end -}}
{{- end -}}

{{/* And keeps WebSockets open: clients are silent for three minutes, the gateway lets them be for seven. */}}
{{- define "openmimc.controllerWebSocketAnnotations" -}}
{{- $controller := .Values.ingress.controller -}}
{{- if eq $controller "nginx" -}}
nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"
nginx.ingress.kubernetes.io/proxy-send-timeout: "3600"
{{- else if eq $controller "haproxy" -}}
haproxy.org/timeout-tunnel: 3600s
{{- else if eq $controller "haproxy-ingress" -}}
haproxy-ingress.github.io/timeout-tunnel: 3600s
{{- end -}}
{{- end -}}

{{/* Rules of egress to the stores of a service and to the names of hosts: root, service. */}}
{{- define "openmimc.egressToStores" -}}
{{- $stores := .root.Values.stores -}}
{{- $addresses := dict "kafka" $stores.kafka.bootstrap "cassandra" $stores.cassandra.contactPoints "redis" $stores.redis.uri "postgresql" $stores.postgresql.address -}}
{{- $fixed := dict "kafka" 9092 "cassandra" 9042 "redis" 6379 "postgresql" 5432 -}}
- ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
- ports:
    {{- range $name := .service.is.stores }}
    {{- $ports := list }}
    {{- range $address := splitList "," (get $addresses $name) }}
    {{- $port := regexFind ":[0-9]+(/|$)" $address | trimPrefix ":" | trimSuffix "/" | default (get $fixed $name) }}
    {{- $ports = append $ports (int $port) }}
    {{- end }}
    {{- range $port := $ports | uniq }}
    - {protocol: TCP, port: {{ $port }}}
    {{- end }}
    {{- end }}
  {{- with .root.Values.networkPolicy.stores }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
