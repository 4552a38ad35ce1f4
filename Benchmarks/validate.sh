# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: manifests and tables that are read, next to a bare loop over libyaml's events, and how long the program
# takes to start.

generate hundred-thousand.yaml -v count=100000
generate million-1.yaml -v count=500000
generate million-2.yaml -v first=500000 -v count=500000

# In turn, so that a machine whose speed drifts tilts neither: the median of the pairs' ratios counts. Columns are CPU, wall and
# MiB of writ, then of the bare loop.
pairs=$(for _ in $(seq "$runs"); do
  echo "$("$work/measure" "$writ" validate "$work/hundred-thousand.yaml")" \
    "$("$work/measure" "$work/yaml_events" "$work/hundred-thousand.yaml")"
done)
row "validate 100,000 declarations: CPU over libyaml's bare event loop" "$(median '$1 / $4')" 1.65 x
row "validate 100,000 declarations: time over the same" "$(median '$2 / $5')" 1.1 x
row "validate 100,000 declarations: peak memory" "$(median '$3')" 64 MiB
echo "  (CPU $(median '$1') s against $(median '$4') s; wall $(median '$2') s)"
read -r cpu wall memory <<<"$(medians 1 "$writ" validate "$work/million-1.yaml" "$work/million-2.yaml")"
row "validate 1,000,000 declarations in two files: peak memory" "$memory" 64 MiB
echo "  (CPU $cpu s; wall $wall s)"

# The same requests from a table and written out; each row has a name and a key of its own.
awk 'BEGIN { print "email,name,department,start_date,manager"
  for (i = 0; i < 1000000; i++) printf "person%07d@example.com,Person %07d,Sales,2026-12-01,boss%03d@example.com\n", i, i, i % 500
}' >"$work/million.csv"
written='{ name: "crm-${email}", requestTypeId: 61eb2db568c7c300079fefd2, subject: "CRM for ${name}", users: ["${email}"], forEach: t }'
printf 'apiVersion: writ/v1\nkind: AccessRequests\ntables: { t: { file: million.csv } }\nrequests: [%s]\n' "$written" >"$work/table.yaml"
awk 'BEGIN { print "apiVersion: writ/v1\nkind: AccessRequests\nrequests:"
  for (i = 0; i < 1000000; i++) printf "  - name: crm-person%07d@example.com\n    requestTypeId: 61eb2db568c7c300079fefd2\n" \
    "    subject: CRM for Person %07d\n    users: [person%07d@example.com]\n", i, i, i
}' >"$work/written.yaml"
pairs=$(for _ in $(seq "$runs"); do
  echo "$("$work/measure" "$writ" validate "$work/table.yaml")" "$("$work/measure" "$writ" validate "$work/written.yaml")" \
    "$("$work/measure" "$work/csv_bytes" "$work/million.csv")"
done)
# 60 % of the rows a second are 1.67 times the seconds.
row "validate 1,000,000 rows of a table: time over the same as YAML" "$(median '$2 / $5')" 1.67 x
row "validate 1,000,000 rows of a table: peak memory" "$(median '$3')" 64 MiB
echo "  (wall $(median '$2') s; as YAML $(median '$5') s; a bare loop over the bytes $(median '$8') s)"

read -r _ wall _ <<<"$(medians 21 "$writ" --version)"
row "start: writ --version, time" "$(awk -v a="$wall" 'BEGIN { print a * 1000 }')" 15 ms
