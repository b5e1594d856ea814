# The part of deploy/images/build that makes the image which all others begin with: a C library of Debian's and a Java
# runtime with what the services use of it. There is no program in it but java.

suite=bookworm
packages='base-files libc6 libgcc-s1 libstdc++6 zlib1g'
# What jdeps finds in the services and their libraries, and besides: crypto.ec and charsets come as providers, zipfs opens
# jars, jfr, management.agent and naming.dns are for operators and for DNS. Compared with jdeps by hand, for three services.
modules=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.prefs,java.rmi,\
java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,jdk.charsets,jdk.crypto.ec,jdk.jfr,jdk.management,\
jdk.management.agent,jdk.management.jfr,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

SECONDS=0
say() { printf '%4s s  %s\n' "$SECONDS" "$*"; }
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# COMMAND PACKAGE: installs Debian's package of a command that is missing.
need() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || fail "$1 is missing; install it (Debian, Ubuntu: apt install $2)."
  [ "$(id -u)" = 0 ] || fail "$1 is missing; install it: sudo apt install $2"
  say "Installing Debian's package $2"
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } >"$target/install.log" 2>&1 ||
    fail "Installing $2 failed; the log is $target/install.log."
}

# Sets java_home and java_version: the newest Java, up to 25, of those that have jlink.
find_java() {
  local candidate version
  java_home='' java_version=0
  for candidate in "${IMAGE_JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* "${JAVA_HOME:-}"; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/jlink" ] || continue
    version=$("$candidate/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    if [ "$candidate" = "${IMAGE_JAVA_HOME:-}" ]; then
      java_home=$candidate java_version=$version
      break
    fi
    if [ "${version:-0}" -gt "$java_version" ] && [ "$version" -le 25 ]; then java_home=$candidate java_version=$version; fi
  done
  [ "$java_version" -ge 17 ] || fail 'No JDK 25 (nor 17) with jlink was found. Install one or set IMAGE_JAVA_HOME to it.'
  if [ "$java_version" = 25 ]; then
    say "The runtime is taken from $java_home"
  else
    say "There is no JDK 25 here: the images get a Java $java_version, of $java_home. Set IMAGE_JAVA_HOME for another."
  fi
}

# Reproducible: times, owners and order say nothing about this machine.
pack_layer() {
  tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" --format=gnu -cf "$2" .
}

# Debian's files without any program, documentation other than licences, or what only package tools read.
make_libraries() {
  need mmdebstrap mmdebstrap
  say "Getting $packages of Debian $suite"
  rm -rf "$work/libraries"
  mkdir -p "$work/libraries"
  SOURCE_DATE_EPOCH=$epoch mmdebstrap --quiet --variant=extract --include="${packages// /,}" "$suite" "$work/debian.tar" 2>"$target/mmdebstrap.log" ||
    fail "mmdebstrap failed; its log is $target/mmdebstrap.log."
  tar -C "$work/libraries" -xf "$work/debian.tar" --no-same-owner --exclude='./usr/bin/*' --exclude='./usr/sbin/*' --exclude='./bin/*' \
    --exclude='./sbin/*' --exclude='./dev/*' --exclude='./etc/apt' --exclude='./var/lib/apt' --exclude='./var/cache/*' --exclude='./var/log/*' \
    --exclude='./usr/lib/*/gconv' --exclude='./usr/lib/*/audit' --exclude='./usr/share/man' --exclude='./usr/share/locale' \
    --exclude='./usr/share/lintian' --exclude='./usr/share/bug' --exclude='./usr/share/gdb' --exclude='./usr/share/gcc'
  (
    cd "$work/libraries"
    find usr/share/doc -type f ! -name copyright -delete
    find usr/share/doc -type l -delete
    find usr/share/doc -type d -empty -delete
    # Scanners read which versions these are; of packages that only came along (mawk), nothing is left.
    awk -v kept=" gcc-12-base $packages " 'BEGIN { RS = ""; ORS = "\n\n"; FS = "\n" }
      { split($1, name, " "); if (index(kept, " " name[2] " ")) print }' var/lib/dpkg/status >status
    rm -rf var/lib/dpkg
    mkdir -p var/lib/dpkg
    mv status var/lib/dpkg/status
    # Of the machine that builds, or for logins.
    rm -rf etc/resolv.conf etc/hostname etc/update-motd.d var/local
    printf '%s\n' 'root:x:0:0:root:/root:/sbin/nologin' 'openmimc:x:10001:10001:OpenMIMC:/tmp:/sbin/nologin' >etc/passwd
    printf '%s\n' 'root:x:0:' 'openmimc:x:10001:' >etc/group
    echo 'hosts: files dns' >etc/nsswitch.conf
    chmod 644 etc/passwd etc/group etc/nsswitch.conf
    chmod 1777 tmp
    chmod 755 .
  )
  pack_layer "$work/libraries" "$work/libraries.tar"
}

make_java() {
  say "Linking a Java $java_version runtime of what the services use"
  rm -rf "$work/java"
  mkdir -p "$work/java/opt/java"
  local compress=zip-6
  [ "$java_version" -ge 21 ] || compress=2
  "$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress="$compress" \
    --output "$work/java/opt/java/openjdk" >"$target/jlink.log" 2>&1 || fail "jlink failed; its log is $target/jlink.log."
  find "$work/java/opt/java/openjdk/bin" -type f ! -name java -delete
  rm -f "$work/java/opt/java/openjdk/lib/jexec"
  # Class data shared by processes and mapped at start: without it a JVM starts half a second later.
  "$work/java/opt/java/openjdk/bin/java" -Xshare:dump >"$target/cds.log" 2>&1 || fail "The class data could not be dumped; the log is $target/cds.log."
  chmod -R go+rX "$work/java"
  pack_layer "$work/java" "$work/java.tar"
}

# Sets base to the archive (docker-archive) of the base image; makes it unless it is there.
make_base() {
  epoch=$(date -u +%s -d "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' "$root/pom.xml")")
  local hash
  hash=$({ cat "$root/deploy/images/base.sh" "$java_home/release" && echo "$epoch"; } | sha256sum | cut -c1-16)
  base=$cache/base-$hash.tar
  if [ -f "$base" ]; then
    say "The base is there: ${base#"$root"/}"
    return
  fi
  work=$(mktemp -d "$target/base.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  chmod 755 "$work"
  make_libraries
  make_java
  local libraries java config
  libraries=$(sha256sum <"$work/libraries.tar" | cut -d' ' -f1)
  java=$(sha256sum <"$work/java.tar" | cut -d' ' -f1)
  mkdir "$work/archive"
  mv "$work/libraries.tar" "$work/archive/$libraries.tar"
  mv "$work/java.tar" "$work/archive/$java.tar"
  config=$(printf '{"created":"%s","architecture":"amd64","os":"linux","config":{"Env":["PATH=/opt/java/openjdk/bin","JAVA_HOME=/opt/java/openjdk","LANG=C.UTF-8"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]},"history":[{"created_by":"mmdebstrap"},{"created_by":"jlink"}]}' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ -d "@$epoch")" "$libraries" "$java")
  printf %s "$config" >"$work/archive/config.json"
  printf '[{"Config":"config.json","RepoTags":["openmimc/base:%s"],"Layers":["%s.tar","%s.tar"]}]' "$hash" "$libraries" "$java" >"$work/archive/manifest.json"
  rm -f "$cache"/base-*.tar
  # Jib takes ./ for a way out of the directory that it unpacks to.
  (cd "$work/archive" && tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" --format=gnu -cf "$work/base.tar" -- *)
  mv "$work/base.tar" "$base"
  say "$(du -m "$base" | cut -f1) MB  ${base#"$root"/}"
  rm -rf "$work"
  trap - EXIT
}
