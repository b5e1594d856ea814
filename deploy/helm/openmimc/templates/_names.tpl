{{/* The beginning of all names: 40 characters at most, so that the longest end fits into a label's 63. */}}
{{- define "openmimc.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of a service: root, name. */}}
{{- define "openmimc.selector" -}}
app.kubernetes.io/name: openmimc
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{/* What selects the pods of a service of any release in the namespace, as more gateways may be one of their own: name. */}}
{{- define "openmimc.anySelector" -}}
app.kubernetes.io/name: openmimc
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{/* Labels of an object that belongs to no service. */}}
{{- define "openmimc.sharedLabels" -}}
app.kubernetes.io/name: openmimc
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: openmimc
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels of an object of a service: root, name. */}}
{{- define "openmimc.labels" -}}
{{ include "openmimc.sharedLabels" .root }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{/* root, service. */}}
{{- define "openmimc.image" -}}
{{- $image := .service.image -}}
{{- $repository := $image.repository | default (printf "%s/%s" .root.Values.image.repository .service.is.service) -}}
{{- with .root.Values.image.registry -}}{{ . }}/{{- end -}}
{{- $repository -}}
{{- if $image.digest -}}@{{ $image.digest }}
{{- else -}}:{{ $image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "openmimc.secretName" -}}
{{- .Values.secrets.existingSecret | default (printf "%s-secrets" (include "openmimc.fullname" .)) -}}
{{- end -}}

{{/* The Secret with the inner certificate: root, service. */}}
{{- define "openmimc.innerSecret" -}}
{{- if eq .root.Values.innerTls.provider "existing" -}}{{ .service.innerTlsSecret }}
{{- else -}}{{ .service.fullName }}-inner
{{- end -}}
{{- end -}}

{{/* Names that the inner certificate of a service is for, the one that is looked at first: root, service. */}}
{{- define "openmimc.innerNames" -}}
- {{ .service.is.service }}
- {{ .service.fullName }}
- {{ .service.fullName }}-grpc
- {{ .service.fullName }}-grpc.{{ .root.Release.Namespace }}.svc
{{- end -}}
