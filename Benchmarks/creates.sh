# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: creates without a limit, each made durable before and after its call, next to what a user would script.
#
# All clients talk to one nginx that stores each create, echoes it with a new id and lists it (peers/org.lua): a canned reply
# would prove nothing. They take turns, so that a machine whose speed drifts tilts none of them.

peers=$work/peers
creates=10000
connections=32

# start_nginx: a new one on a free port, which has no requests; its address in $url.
start_nginx() {
  stop_nginx
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  mkdir -p "$peers"
  sed "s|@modules@|$modules|; s|@folder@|$PWD/Benchmarks/peers|; s|@port@|$port|" Benchmarks/peers/nginx.conf >"$peers/nginx.conf"
  nginx -p "$peers" -c nginx.conf >"$work/nginx.log" 2>&1 &
  nginx=$!
  url=http://127.0.0.1:$port
  curl -s --retry 50 --retry-connrefused --retry-delay 1 "$url/count" >/dev/null
}

stop_nginx() {
  if [ -n "${nginx:-}" ]; then
    kill "$nginx" 2>/dev/null || true
    wait "$nginx" 2>/dev/null || true
  fi
  nginx=
}

# expect_creates COUNT: the org has so many requests.
expect_creates() {
  [ "$(curl -sS "$url/count")" = "$1" ] || { echo "bench: the org should have $1 requests" >&2; exit 1; }
}

# Where nginx has its modules; nothing where there is no nginx.
modules() { nginx -V 2>&1 | grep -oE 'modules-path=\S+' | cut -d = -f 2; }

PATH=$PATH:/usr/sbin
missing=()
for program in wrk curl python3; do command -v "$program" >/dev/null || missing+=("$program"); done
[ -e "$(modules)/ngx_http_lua_module.so" ] || missing+=(nginx-light libnginx-mod-http-lua lua-cjson)
if [ "${#missing[@]}" != 0 ]; then scripts/install.sh "${missing[@]}"; fi
modules=$(modules)
python=python3
if ! python3 -c 'import aiohttp' 2>/dev/null; then
  python3 -m venv "$work/venv"
  python=$work/venv/bin/python3
  "$python" -m pip install --quiet aiohttp
fi

generate creates.yaml -v count=$creates -v plain=1
awk -v count=$creates 'BEGIN {
  for (i = 0; i < count; i++)
    printf "{\"requestTypeId\":\"08ab2db568c7c300079fefd0\",\"subject\":\"Access to workspace %07d\",\"requesterUserIds\":[\"00u%017d\"]}\n", i, i % 9973
}' >"$work/bodies"

path=/governance/api/v1/requests
export OKTA_CLIENT_TOKEN=local-dev-token
# Columns: CPU, wall and MiB of plan, of apply, of aiohttp and of curl, then creates a second by wrk.
pairs=$(for turn in $(seq "$runs"); do
  start_nginx
  export OKTA_CLIENT_ORGURL=$url WRIT_STATE=$work/creates-$turn.db
  plan=$("$work/measure" "$writ" plan --quiet "$work/creates.yaml")
  apply=$("$work/measure" "$writ" apply --yes --quiet --parallelism $connections "$work/creates.yaml")
  expect_creates $creates
  start_nginx
  aiohttp=$("$work/measure" "$python" Benchmarks/peers/creates.py "$url$path" "$work/bodies" $connections)
  expect_creates $creates
  start_nginx
  awk -v url="$url$path" '{
    gsub(/"/, "\\\"")
    if (NR > 1) print "next"
    printf "url = %s\ndata = \"%s\"\nheader = \"Content-Type: application/json\"\noutput = /dev/null\n", url, $0
  }' "$work/bodies" >"$work/curl"
  curl=$("$work/measure" curl -sS --parallel --parallel-max $connections -K "$work/curl" 2>/dev/null)
  expect_creates $creates
  wrk=$(wrk -t1 -c$connections -d2s -s Benchmarks/peers/post.lua "$url$path" | awk '/^Requests\/sec/ { print $2 }')
  stop_nginx
  echo "$plan $apply $aiohttp $curl $wrk"
done)
unset OKTA_CLIENT_ORGURL WRIT_STATE
row "create $creates requests without a limit: CPU over aiohttp" "$(median '($4 - $1) / $7')" 2.25 x
row "create $creates requests without a limit: time over aiohttp" "$(median '($5 - $2) / $8')" 2 x
echo "  (CPU for 1,000: $(median '($4 - $1) / 10') s, aiohttp $(median '$7 / 10') s, curl $(median '$10 / 10') s;" \
  "a second: $(median "$creates / (\$5 - \$2)"), aiohttp $(median "$creates / \$8"), curl $(median "$creates / \$11"), wrk $(median '$13'))"
