# Finds a JDK 25 and exports JAVA_HOME. Sourced by ./assay and ./check; starts no process.

is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in JAVA_VERSION=\"25*) return 0 ;; esac
  done <"$1/release"
  return 1
}

find_jdk25() {
  for home in "${JAVA_HOME:-}" \
    /usr/lib/jvm/*25* /usr/lib/jvm/default-java \
    "${HOME:-}"/.sdkman/candidates/java/25* "${HOME:-}"/.jdks/*25* \
    /opt/*jdk*25* /opt/java/* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home /opt/homebrew/opt/openjdk@25; do
    if [ -n "$home" ] && is_jdk25 "$home"; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  cat >&2 <<'EOT'
assay: no JDK 25 found (looked at JAVA_HOME, /usr/lib/jvm, ~/.sdkman, ~/.jdks, /opt).
Get one with whichever of these your system has, or set JAVA_HOME to one:
  apt-get install openjdk-25-jdk-headless        (Debian 13, Ubuntu 25.10 and later)
  dnf install java-25-openjdk-devel              (Fedora)
  brew install openjdk@25                        (macOS)
  sdk install java 25-tem                        (SDKMAN!)
EOT
  return 1
}
