# Sourced: what Compose will take from the environment, and else from .env in $folder.

# A setting, without what may stand around it there; empty where there is none.
setting() {
  if [ -n "${!1+set}" ]; then printf '%s\n' "${!1}"; return; fi
  [ -r "$folder/.env" ] || return 0
  local value
  value=$(sed -nE "s/^[[:space:]]*(export[[:space:]]+)?$1[[:space:]]*=[[:space:]]*//p" "$folder/.env" | tail -n 1)
  value=${value%$'\r'}
  case $value in
    \'*\'*) value=${value#\'} value=${value%%\'*} ;;
    \"*\"*) value=${value#\"} value=${value%%\"*} ;;
    *) value=${value%%[[:space:]]#*} value=${value%"${value##*[![:space:]]}"} ;;
  esac
  printf '%s\n' "$value"
}

# Without the dots in it. Links stay: Compose writes a folder down as it was called.
plain_path() { realpath -ms -- "$1" 2>/dev/null || printf '%s\n' "$1"; }

# Where the secrets lie: relative to the folder of the compose file, as Compose takes it.
secrets_folder() {
  local path
  path=$(setting MIRROR_SECRETS_FOLDER)
  path=${path:-secrets}
  case $path in '~/'*) path=$HOME/${path#'~/'} ;; esac
  case $path in /*) ;; *) path=$folder/$path ;; esac
  plain_path "$path"
}
