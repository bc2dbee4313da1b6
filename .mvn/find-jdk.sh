# Sourced by ./trailseal and ./build: sets JAVA_HOME to a JDK 25 or newer, or says what to install.
# Looks at JAVA_HOME, then the java on the PATH, then the usual places.

trailseal_java_major() {
  # The release file is read rather than java started: it costs a tenth of a second less.
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

trailseal_find_jdk() {
  path_java=$(command -v java 2>/dev/null) && path_java=$(readlink -f "$path_java" 2>/dev/null)
  for home in "${JAVA_HOME:-}" "${path_java%/bin/java}" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk*25* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] || continue
    major=$(trailseal_java_major "$home") || continue
    # A runtime without a compiler is passed over: the build needs javac.
    if [ "${major:-0}" -ge 25 ] && [ -x "$home/bin/javac" ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  cat >&2 <<'MESSAGE'
trailseal: needs a JDK 25 or newer, and found none.
  Looked at JAVA_HOME, the java on the PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks.
  Install one (for instance Eclipse Temurin 25: https://adoptium.net) and set JAVA_HOME if it lies elsewhere.
MESSAGE
  return 1
}
