# Sourced by ./verify, after ensure-java.sh: the browser engines that the tests drive.
#
#   tallystick_ensure_browsers [WITHOUT]...   installs what is missing of the engines that aren't named, or says in one line
#                                             what to install and exits with 2
#
# Debian names them so; elsewhere they are expected at the same places. No other source is asked.

tallystick_engines='chromium firefox webkitgtk wpe'

tallystick_packages_of() {
  case "$1" in
    chromium) printf 'chromium chromium-driver' ;;
    firefox) printf 'firefox-esr' ;;
    webkitgtk) printf 'webkit2gtk-driver xvfb' ;;
    wpe) printf 'wpewebkit-driver cog' ;;
    *) return 1 ;;
  esac
}

tallystick_has_engine() {
  local program
  case "$1" in
    chromium) set -- /usr/bin/chromium /usr/bin/chromedriver ;;
    firefox) set -- /usr/bin/firefox-esr ;;
    webkitgtk) set -- /usr/bin/WebKitWebDriver /usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser /usr/bin/Xvfb ;;
    wpe) set -- /usr/bin/WPEWebDriver /usr/bin/cog ;;
  esac
  for program in "$@"; do
    if [ ! -x "$program" ]; then
      return 1
    fi
  done
}

tallystick_ensure_browsers() {
  local engine packages=() missing=() without=" $* "
  for engine in $tallystick_engines; do
    if [ "${without/ $engine /}" = "$without" ] && ! tallystick_has_engine "$engine"; then
      missing+=("$engine")
      # shellcheck disable=SC2206 # words on purpose
      packages+=($(tallystick_packages_of "$engine"))
    fi
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    return 0
  fi
  tallystick_apt "${packages[@]}" || true
  for engine in "${missing[@]}"; do
    if ! tallystick_has_engine "$engine"; then
      tallystick_say "no $engine here: install $(tallystick_packages_of "$engine"), or leave it out with --without-engine=$engine"
      exit 2
    fi
  done
}
