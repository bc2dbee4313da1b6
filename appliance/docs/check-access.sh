#!/bin/sh
# Checks an export of the access record with nothing but sed and openssl:
#   sh check-access.sh access.ndjson
# Each line's leaf hash must be SHA-256 over a zero byte and the body as it stands in the line.
# Needs the file whole in ASCII, as it was exported.
leaves=0
wrong=0
while IFS= read -r line; do
  body=$(printf '%s\n' "$line" |
    sed -n 's/^{"position":[0-9]*,"leafHash":"[0-9a-f]*","body":\(.*\)}$/\1/p')
  [ -n "$body" ] || continue
  leaf=$(printf '%s\n' "$line" | sed 's/^{"position":[0-9]*,"leafHash":"\([0-9a-f]*\)".*/\1/')
  found=$({ printf '\000'; printf '%s' "$body"; } | openssl dgst -sha256 -r | cut -d ' ' -f 1)
  leaves=$((leaves + 1))
  if [ "$found" != "$leaf" ]; then
    wrong=$((wrong + 1))
    printf '%s\n' "$line" | sed 's/^{"position":\([0-9]*\),.*/wrong: \1/' >&2
  fi
done < "$1"
echo "$leaves leaves, $wrong wrong"
[ "$wrong" = 0 ]
