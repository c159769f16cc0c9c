# Sourced by ./verify after ensure-java.sh: finds Node for the check of browser/, or installs it where that is ordinary. Nothing
# but that check needs it: the scripts it is about are checked in.
#
#   tallystick_ensure_node   sees to it that node is 20 or newer and npm is there, or says in one line what to do and exits with 2

tallystick_node_is_new_enough() {
  local version
  version="$(node --version 2> /dev/null)" || return 1
  version="${version#v}"
  [ "${version%%.*}" -ge 20 ] && command -v npm > /dev/null 2>&1
}

tallystick_ensure_node() {
  if ! tallystick_node_is_new_enough; then
    tallystick_apt nodejs npm || true
    if ! tallystick_node_is_new_enough; then
      tallystick_say 'no Node 20 or newer here: install it with npm, or leave out the script for pages with --without-script'
      exit 2
    fi
  fi
}
