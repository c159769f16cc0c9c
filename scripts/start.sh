# Sourced by ./bank, ./soak and ./reference-app: builds one module where that is needed, then becomes its program.
#
#   tallystick_start MODULE ARTIFACT MAIN [JVM-OPTION...] -- [ARGUMENT...]
#
# The JDK is that of the variable tallystick_home, if it is set, or else the baseline.
#
# The build has a directory of its own (target-run), so that a verify or clean beside a running program takes no class
# away from it. All that is said here goes to standard error: standard output belongs to the program.

tallystick_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
. "$tallystick_root/scripts/ensure-java.sh"

# Everything that can go into the module's jar or its class path: no tests, and no other program.
tallystick_inputs() {
  local module="$1" pom directory
  printf '%s\n' "$tallystick_root/pom.xml"
  for pom in "$tallystick_root"/*/pom.xml "$tallystick_root"/*/*/pom.xml "$tallystick_root"/*/*/*/pom.xml; do
    directory="${pom%/pom.xml}"
    case "${directory#"$tallystick_root"/}" in
      "$module") ;;
      tck/app | tck/servlet | tck/servers) [ "${module%%/*}" = tck ] || continue ;;
      demo/bank) [ "$module" = demo/soak ] || continue ;;
      architecture | benchmarks | bom | browser-tests | fuzzing | long-runs | tck/* | demo/*) continue ;;
    esac
    if [ -f "$pom" ]; then
      printf '%s\n' "$pom"
    fi
    if [ -d "$directory/src/main" ]; then
      printf '%s\n' "$directory/src/main"
    fi
  done
}

tallystick_is_fresh() {
  local module="$1" stamp="$2" input inputs=() jars=() jar
  if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$tallystick_root" ]; then
    return 1
  fi
  while IFS= read -r input; do
    inputs+=("$input")
  done < <(tallystick_inputs "$module")
  # Directories count too: a deleted file leaves no other trace.
  if [ -n "$(find "${inputs[@]}" -newer "$stamp" -print -quit)" ]; then
    return 1
  fi
  IFS=: read -r -a jars < <(cat "${stamp%/*}/classpath.txt" && echo)
  for jar in "${jars[@]}"; do
    if [ ! -e "$jar" ]; then
      return 1
    fi
  done
}

tallystick_build() {
  local module="$1" stamp="$2" begun="$2.begun" log="$2.log"
  tallystick_ensure_maven
  tallystick_say "building $module (only after a change)"
  printf '%s' "$tallystick_root" > "$begun"
  if ! (cd "$tallystick_root" && mvn -q -B -ntp -Dmaven.test.skip -Dspotless.check.skip -Dbuild.dir=target-run \
    -pl "$module" -am package) > "$log" 2>&1 < /dev/null; then
    cat "$log" >&2
    tallystick_say "$module could not be built"
    exit 1
  fi
  mv "$begun" "$stamp"
}

tallystick_start() {
  local module="$1" artifact="$2" main="$3" options=() directory stamp jars
  shift 3
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  directory="$tallystick_root/$module/target-run"
  stamp="$directory/built"
  if [ -n "${tallystick_home:-}" ]; then
    export JAVA_HOME="$tallystick_home"
  else
    tallystick_ensure_jdk
  fi
  if ! tallystick_is_fresh "$module" "$stamp"; then
    mkdir -p "$directory" "$tallystick_root/target-run"
    # One build at a time: both programs build the same upstream modules.
    exec 9> "$tallystick_root/target-run/lock"
    if command -v flock > /dev/null 2>&1; then
      flock 9
    fi
    if ! tallystick_is_fresh "$module" "$stamp"; then
      tallystick_build "$module" "$stamp"
      if declare -F tallystick_after_build > /dev/null; then
        tallystick_after_build "$directory/$artifact"-*.jar
      fi
    fi
    exec 9>&-
  fi
  jars=("$directory/$artifact"-*.jar)
  # exec: a SIGTERM meant for the program reaches it.
  exec "$JAVA_HOME/bin/java" "${options[@]}" -cp "${jars[0]}:$(cat "$directory/classpath.txt")" "$main" "$@"
}
