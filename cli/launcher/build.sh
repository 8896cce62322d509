# Builds the command. Sourced by ./assay, with root, JAVA_HOME and current set.
#
# Each build is a folder of its own, cli/target/build-N, that never changes once it is whole; cli/target/current is a link
# to the newest. So a command that runs keeps its jars while another one builds, and Maven may be run beside it.

build_assay() {
  mkdir -p "$root/cli/target"
  (
    # One build at a time; the others wait, and find that it was done while they waited.
    if command -v flock >/dev/null; then
      flock 9
      [ -n "$(out_of_date)" ] || exit 0
    fi
    run_build
  ) 9>"$root/cli/target/.lock"
}

run_build() {
  local target=$root/cli/target log=$root/cli/target/build.log build
  command -v mvn >/dev/null || {
    echo "assay: Maven is missing. Install it: apt-get install maven" >&2
    return 1
  }
  rm -rf "$target/assay" "$target"/assay-cli-*.jar # what another version left would be taken for a library
  build=$(mktemp -d "$target/build-XXXXXX") && chmod 755 "$build"
  # Its time counts as the time of the build: what is saved while Maven runs is newer.
  printf '%s' "$JAVA_HOME" >"$build/java-home"
  [ -t 2 ] || echo "assay: building (the first time fetches the libraries and takes some minutes)" >&2
  if ! { maven -o || { lacks_libraries && maven; }; }; then
    rm -rf "$build"
    grep -E '^\[ERROR\]' "$log" | head -20 >&2 || true
    echo "assay: the build failed. All of it is in $log" >&2
    return 1
  fi
  if ! { install_build "$build" && point_to "$build"; }; then
    rm -rf "$build"
    echo "assay: cannot write the build to $target; see that there is room" >&2
    return 1
  fi
  remove_old_builds "$target"
}

maven() {
  mvn -B -ntp "$@" -f "$root/pom.xml" -pl cli -am package -Dmaven.test.skip=true -Dspotless.check.skip=true 2>&1 |
    tee "$root/cli/target/build.log" | show_progress
}

install_build() {
  cp -R "$root/cli/target/assay/lib" "$1/lib" &&
    cp "$root"/cli/target/assay-cli-*.jar "$1/lib/" &&
    write_arguments "$1" &&
    chmod -R go-w "$1/lib" && # what others could write is not taken for a cache
    write_cache "$1" &&
    write_worker_cache "$1"
}

# In one step, so that there is always a whole build to run.
point_to() {
  ln -sfn "$(basename "$1")" "$current.new" &&
    { mv -Tf "$current.new" "$current" 2>/dev/null || { rm -f "$current" && mv "$current.new" "$current"; }; }
}

# On a terminal, one line that says where it is.
show_progress() {
  local line
  while IFS= read -r line; do
    case $line in
      *'] Building Assay '*) [ ! -t 2 ] || printf '\r\033[Kassay: building %s' "${line#*Building Assay }" >&2 ;;
    esac
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# Maven without the network says so where the only fault is a library that it has not fetched yet.
lacks_libraries() {
  grep -qE 'offline mode|has not been downloaded from it before' "$root/cli/target/build.log"
}

# The class path is written out: the cache is only good for exactly the one it was made with.
write_arguments() {
  local jar path=
  for jar in "$1"/lib/*.jar; do
    path+=${path:+:}$jar
  done
  {
    echo "-XX:+UseSerialGC"
    echo "--sun-misc-unsafe-memory-access=allow"
    echo "--enable-native-access=ALL-UNNAMED"
    echo "-Djdk.httpclient.bufsize=262144" # 16 KiB at a time, a large module takes a quarter longer
    quoted "-Dassay.home=$root"
    echo "-cp"
    quoted "$path"
  } >"$1/java.args"
}

# Classes parsed and linked ahead of time (JEP 514) make each start cost half. Without them everything works too.
write_cache() {
  if "$JAVA_HOME/bin/java" "-XX:AOTCacheOutput=$1/assay.aot" -Xlog:disable "@$1/java.args" \
    dev.assay.cli.Main warm-up >>"$root/cli/target/build.log" 2>&1; then
    printf '%s\n' "$(quoted "-XX:AOTCache=$1/assay.aot")" "-Xlog:disable" >>"$1/java.args"
  else
    rm -f "$1/assay.aot"
    echo "assay: the start-up cache could not be made, so each start takes longer; see $root/cli/target/build.log" >&2
  fi
}

# The same for the processes in which plugins run.
write_worker_cache() {
  "$JAVA_HOME/bin/java" "@$1/java.args" dev.assay.cli.Main warm-up --workers >>"$root/cli/target/build.log" 2>&1 ||
    echo "assay: the workers' start-up cache could not be made, so each plugin takes longer; see $root/cli/target/build.log" >&2
}

# A build that a command still runs is locked by it, and stays for the next time.
remove_old_builds() {
  local build
  for build in "$1"/build-??????; do
    [ "$(basename "$build")" != "$(readlink "$1/current")" ] || continue
    if command -v flock >/dev/null && [ -f "$build/java-home" ]; then
      flock -n "$build/java-home" true || continue
    fi
    rm -rf "$build"
  done
}

# As the java launcher reads its argument files: in quotes, with backslashes doubled.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"\n' "${text//\"/\\\"}"
}
