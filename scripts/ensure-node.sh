# Sourced by ./verify after ensure-java.sh: finds Node for the check of browser/, or installs it where that is ordinary. Nothing
# but that check needs it: the scripts it is about are checked in.
#
#   tallystick_has_node   whether node is 20 or newer and npm is there; tries apt-get first

tallystick_node_is_new_enough() {
  local version
  version="$(node --version 2> /dev/null)" || return 1
  version="${version#v}"
  [ "${version%%.*}" -ge 20 ] && command -v npm > /dev/null 2>&1
}

tallystick_has_node() {
  if ! tallystick_node_is_new_enough; then
    tallystick_apt nodejs npm || true
    tallystick_node_is_new_enough
  fi
}
