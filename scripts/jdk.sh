# Finds JDK 25 and exports JAVA_HOME; sourced by ./telpher and ./check.

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
  # The file is there in every JDK and reading it is faster than starting Java.
  grep -q '^JAVA_VERSION="25[".]' "$1/release" 2>/dev/null
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then return 0; fi
  for candidate in /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/25* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk_25 "$candidate"; then JAVA_HOME=$candidate; return 0; fi
  done
  on_path=$(command -v javac 2>/dev/null) || return 1
  on_path=$(readlink -f "$on_path") || return 1
  on_path=${on_path%/bin/javac}
  if is_jdk_25 "$on_path"; then JAVA_HOME=$on_path; return 0; fi
  return 1
}

require_jdk() {
  if find_jdk; then
    export JAVA_HOME
    PATH=$JAVA_HOME/bin:$PATH
    export PATH
    return 0
  fi
  {
    echo "$1: needs JDK 25 and found none in JAVA_HOME, /usr/lib/jvm and PATH."
    echo "Install one, for example:"
    echo "  Debian 13:      apt-get install openjdk-25-jdk-headless   (from backports where needed)"
    echo "  Temurin 25:     https://adoptium.net/installation/linux/  (package temurin-25-jdk)"
    echo "or set JAVA_HOME to where it is."
  } >&2
  return 1
}
