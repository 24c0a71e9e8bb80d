# Sourced by scripts/test: what the tests of a split node need beside Node: a Redis, and a container engine.
# Needs `say`, `skip` and `as_root`.

VALKEY_IMAGE=valkey/valkey:8

has_engine() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# An engine that is there, else the one of ../shared where no registry can be reached.
ensure_engine() {
  local up=../shared/tools/containers/engine settings
  # There it is known to bring a model, in the image of Ollama.
  if [ -x "$up" ]; then export MIRROR_TEST_OLLAMA_IMAGE=ollama/ollama; fi
  has_engine && return
  if [ -x "$up" ] && [ "$(id -u)" = 0 ]; then
    say "Starting a container engine …"
    if settings=$(WITH_LLM=1 "$up" up 2>"$(cache_folder)/engine.log"); then eval "$settings"; has_engine && return; fi
  fi
  skip "$1: there is no container engine (DOCKER_HOST names none, and ../shared/tools/containers/engine gives none)." shared
  return 1
}

# The server's program with the libraries that it needs, taken out of its image: a process like any other then, which a
# test may pause and kill.
redis_of_image() {
  local folder; folder="$(cache_folder)/valkey"
  if [ ! -x "$folder/redis-server" ]; then
    has_engine && docker run --rm --user 0 --entrypoint sh -v "$folder.new:/out" "$VALKEY_IMAGE" -c '
      server=$(readlink -f "$(command -v valkey-server)") && mkdir -p /out/lib && cp -L "$server" /out/server &&
      ldd "$server" | grep -o "/[^ ]*" | while read -r library; do cp -L "$library" /out/lib/; done' >"$(cache_folder)/valkey.log" 2>&1 || return 1
    printf '#!/bin/sh\nexec "%s"/lib/ld-* --library-path "%s/lib" "%s/server" "$@"\n' "$folder" "$folder" "$folder" >"$folder.new/redis-server"
    chmod +x "$folder.new/redis-server" "$folder.new/server" "$folder.new/lib/"ld-*
    rm -rf "$folder" && mv "$folder.new" "$folder"
  fi
  "$folder/redis-server" --version >/dev/null 2>&1 && export PATH="$folder:$PATH"
}

# Redis or Valkey on PATH, else out of its image, else Debian's package where it may be installed.
ensure_redis() {
  command -v redis-server >/dev/null && return
  if command -v valkey-server >/dev/null; then
    mkdir -p "$(cache_folder)/redis"
    ln -sf "$(command -v valkey-server)" "$(cache_folder)/redis/redis-server"
    export PATH="$(cache_folder)/redis:$PATH"
    return
  fi
  redis_of_image && return
  if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    say "Installing Redis for the tests of a split node …"
    (as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-server) >"$(cache_folder)/redis.log" 2>&1 || true
    # The package starts a server of its own, which nobody asked for.
    command -v systemctl >/dev/null && as_root systemctl disable --now redis-server >/dev/null 2>&1
    command -v redis-server >/dev/null && return
  fi
  skip "the tests of a split node: there is no redis-server or valkey-server on PATH, and none could be had."
  return 1
}
