# Builds the command. Sourced by ./assay, with root and JAVA_HOME set. One build at a time; the others wait.

build_assay() {
  local target=$root/cli/target
  mkdir -p "$target"
  (
    if command -v flock >/dev/null; then
      flock 9
      # Somebody else may have built it while this one waited.
      [ -n "$(out_of_date)" ] || exit 0
    fi
    run_build "$target"
  ) 9>"$target/.lock"
}

run_build() {
  local target=$1 dist=$1/assay log=$1/build.log
  command -v mvn >/dev/null || {
    echo "assay: Maven is missing. Install it: apt-get install maven" >&2
    return 1
  }
  echo "assay: building (the first time fetches the libraries and takes some minutes) …" >&2
  rm -rf "$dist"
  if ! { maven -o || maven; } >"$log" 2>&1; then
    grep -E '^\[ERROR\]' "$log" | head -20 >&2
    echo "assay: the build failed. All of it is in $log" >&2
    return 1
  fi
  write_arguments "$dist"
  # The cache makes each start cost half: the classes are parsed and linked already. Without it everything works too.
  "$JAVA_HOME/bin/java" "-XX:AOTCacheOutput=$dist/assay.aot" -Xlog:disable "@$dist/java.args" \
    dev.assay.cli.Main warm-up >>"$log" 2>&1 || rm -f "$dist/assay.aot"
  if [ -f "$dist/assay.aot" ]; then
    printf '%s\n' "$(quoted "-XX:AOTCache=$dist/assay.aot")" "-Xlog:disable" >>"$dist/java.args"
  fi
  printf '%s' "$JAVA_HOME" >"$dist/ready"
}

maven() {
  mvn -q -B -ntp "$@" -f "$root/pom.xml" -pl cli -am package -DskipTests -Dspotless.check.skip=true
}

# The class path is written out: the cache is only good for exactly the one it was made with.
write_arguments() {
  local dist=$1 jar path=
  for jar in "$root"/cli/target/assay-cli-*.jar "$dist"/lib/*.jar; do
    path+=${path:+:}$jar
  done
  {
    echo "-XX:+UseSerialGC"
    echo "--sun-misc-unsafe-memory-access=allow"
    echo "--enable-native-access=ALL-UNNAMED"
    quoted "-Dassay.home=$root"
    echo "-cp"
    quoted "$path"
  } >"$dist/java.args"
}

# As the java launcher reads its argument files: in quotes, with backslashes doubled.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"\n' "${text//\"/\\\"}"
}
