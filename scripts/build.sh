# Sourced: installs and builds what is not up to date. Both are remembered by a digest of what they were made from.

lock_digest() { sha512_of package-lock.json; }
# Names and contents, not times: a checkout back and forth does not build anew, an edited file does.
source_digest() {
  local sum="sha512sum"; command -v sha512sum >/dev/null || sum="shasum -a 512"
  { find apps libs -type f ! -path '*/node_modules/*' ! -name '*.spec.ts' ! -name '*.medium.ts' ! -name '*.e2e.ts'; printf '%s\n' package.json tsconfig.json tsconfig.build.json nest-cli.json; } |
    LC_ALL=C sort | tr '\n' '\0' | xargs -0 $sum | sha512_of -
}

# `npm` lines that are of no use to who starts a node stay in a log; where something fails, its end is shown.
quietly() {
  local log=$1; shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 || { tail -n 30 "$log" >&2; return 1; }
}

ensure_installed() {
  local digest; digest=$(lock_digest)
  [ -d node_modules ] && [ "$(cat node_modules/.mirrorstead 2>/dev/null)" = "$digest" ] && return
  ensure_npm
  say "Installing packages (about a minute) …"
  # The certificates that the machine trusts, as curl and git do: networks with a proxy of their own need it.
  NODE_USE_SYSTEM_CA=1 quietly "$(cache_folder)/install.log" npm ci --no-audit --no-fund || fail "The packages could not be installed. The lines above say why; with a working network, start again."
  echo "$digest" >node_modules/.mirrorstead
}

ensure_built() {
  local digest; digest=$(source_digest)
  [ "$(cat dist/.mirrorstead 2>/dev/null)" = "$digest" ] && return
  ensure_npm
  say "Building (some seconds) …"
  rm -rf dist
  quietly "$(cache_folder)/build.log" npm run build || fail "The build failed. The lines above say why."
  echo "$digest" >dist/.mirrorstead
}
