# Sourced by ./verify, ./fuzz, ./bank and ./reference-app: finds a JDK and Maven, or installs them where that is ordinary.
#
#   tallystick_jdk MIN [PREFERRED]   prints the home of a JDK (one with javac) of at least MIN; PREFERRED wins if there
#   tallystick_ensure_jdk            exports JAVA_HOME: 17 if there is one, else any newer; installs or exits with 2
#   tallystick_ensure_maven          the same for Maven 3.8.7 or newer, to be called after the JDK
#
# Debian's mvn takes JAVA_HOME from the environment, or else from its own default; it is always exported here, so that
# the compiler, the tests and the started program are of one JDK.

tallystick_say() {
  printf 'tallystick: %s\n' "$*" >&2
}

# The feature release of a JDK home, read from its release file: asking java itself costs a JVM start.
tallystick_release_of() {
  local line version
  while IFS= read -r line; do
    case "$line" in
      JAVA_VERSION=*)
        version="${line#JAVA_VERSION=}"
        version="${version//\"/}"
        version="${version#1.}"
        version="${version%%[!0-9]*}"
        printf '%s\n' "${version:-0}"
        return 0
        ;;
    esac
  done < "$1/release" 2> /dev/null
  printf '0\n'
}

# Homes in the order in which they are wanted: what the user set, what the PATH finds, what the system keeps.
tallystick_homes() {
  local javac
  if [ -n "${JAVA_HOME:-}" ]; then
    printf '%s\n' "$JAVA_HOME"
  fi
  if javac="$(command -v javac 2> /dev/null)" && javac="$(readlink -f "$javac" 2> /dev/null)"; then
    printf '%s\n' "${javac%/bin/javac}"
  fi
  if [ -x /usr/libexec/java_home ] && javac="$(/usr/libexec/java_home 2> /dev/null)"; then
    printf '%s\n' "$javac"
  fi
  printf '%s\n' /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home
}

tallystick_jdk() {
  local min="$1" preferred="${2:-}" home release first='' seen=''
  while IFS= read -r home; do
    if [ ! -x "$home/bin/javac" ] || [ ! -r "$home/release" ]; then
      continue
    fi
    release="$(tallystick_release_of "$home")"
    if [ "$release" -lt "$min" ]; then
      continue
    fi
    if [ "$release" = "$preferred" ]; then
      printf '%s\n' "$home"
      return 0
    fi
    if [ -z "$first" ]; then
      first="$home"
    fi
    seen=yes
  done < <(tallystick_homes)
  if [ -n "$seen" ]; then
    printf '%s\n' "$first"
    return 0
  fi
  return 1
}

# Installs Debian packages as root or with a sudo that asks nothing; fails where neither is at hand.
tallystick_apt() {
  local sudo=''
  if ! command -v apt-get > /dev/null 2>&1; then
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo > /dev/null 2>&1 || ! sudo -n true 2> /dev/null; then
      return 1
    fi
    sudo='sudo -n'
  fi
  tallystick_say "installing $* with apt-get"
  {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q \
      && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
  } > /dev/null 2>&1 || $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >&2
}

tallystick_ensure_jdk() {
  local home
  if ! home="$(tallystick_jdk 17 17)"; then
    tallystick_apt openjdk-17-jdk-headless || tallystick_apt default-jdk-headless || true
    if ! home="$(tallystick_jdk 17 17)"; then
      tallystick_say 'a JDK of 17 or newer is needed (with javac); install one, or set JAVA_HOME to it'
      exit 2
    fi
  fi
  export JAVA_HOME="$home"
}

tallystick_maven_version() {
  # "Apache Maven 3.8.7 (...)", in colours or not
  mvn -v 2> /dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1
}

tallystick_ensure_maven() {
  local version least=3.8.7
  if ! command -v mvn > /dev/null 2>&1; then
    tallystick_apt maven || true
  fi
  version="$(tallystick_maven_version || true)"
  if [ -z "$version" ] || [ "$(printf '%s\n%s\n' "$least" "$version" | sort -V | head -n 1)" != "$least" ]; then
    tallystick_say "Maven $least or newer is needed as mvn on the PATH (found: ${version:-none}); install it"
    exit 2
  fi
}
