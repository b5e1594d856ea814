{{/* What the restricted profile asks of a pod. */}}
{{- define "openmimc.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* And of a container. */}}
{{- define "openmimc.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Sources of the volume with what proves stores and us to each other, as YAML under `sources`: root, service. */}}
{{- define "openmimc.storeFiles" -}}
sources:
{{- range $name := .service.is.stores }}
{{- $store := get $.root.Values.stores $name }}
{{- if and $store.tls $store.caSecret }}
  - secret:
      name: {{ $store.caSecret }}
      items:
        - {key: {{ $store.caKey }}, path: {{ $name }}-ca.crt}
{{- end }}
{{- if and (eq $name "kafka") $store.certificateSecret }}
  - secret:
      name: {{ $store.certificateSecret }}
      items:
        - {key: {{ $store.certificateKey }}, path: kafka-client.crt}
        - {key: {{ $store.privateKeyKey }}, path: kafka-client.key}
{{- end }}
{{- end }}
{{- end -}}

{{/* Whether the inner certificate is mounted; empty for no: root, setup. A setup job calls nobody. */}}
{{- define "openmimc.proves" -}}
{{- if and (eq .root.Values.innerTls.mode "mutual") (not .setup) -}}true{{- end -}}
{{- end -}}

{{/* root, service, setup. */}}
{{- define "openmimc.volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: config, mountPath: /deployments/config, readOnly: true}
{{- if include "openmimc.proves" . }}
- {name: inner, mountPath: /etc/openmimc/inner, readOnly: true}
{{- end }}
{{- if (include "openmimc.storeFiles" . | fromYaml).sources }}
- {name: stores, mountPath: /etc/openmimc/stores, readOnly: true}
{{- end }}
{{- with .service.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* root, service, setup, config (the name of the ConfigMap). */}}
{{- define "openmimc.volumes" -}}
# Native libraries are unpacked there.
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
- name: config
  configMap:
    name: {{ .config }}
{{- if include "openmimc.proves" . }}
- name: inner
  secret:
    secretName: {{ include "openmimc.innerSecret" . }}
{{- end }}
{{- with (include "openmimc.storeFiles" . | fromYaml).sources }}
- name: stores
  projected:
    sources:
      {{- toYaml . | nindent 6 }}
{{- end }}
{{- with .service.volumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What pods of services and of setup jobs have in common: root, service. */}}
{{- define "openmimc.podPlace" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "openmimc.podSecurity" . | nindent 2 }}
{{- with .service.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .service.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .service.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}
