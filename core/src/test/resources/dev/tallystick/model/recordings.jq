# Makes recordings.tsv of the recorder's JSON: jq -r -f recordings.jq browser-headers.json > recordings.tsv
# One line an entry, less those where nothing was sent; "-" is a header that wasn't there.
def header($name): [(.request.headers | to_entries[] | select(.key | ascii_downcase == $name) | .value), "-"][0];
def columns: ["engine", "version", "profile", "bank", "initiator", "initiator-origin", "vector", "seq", "cookies", "method",
  "origin", "referer", "site", "mode", "dest", "type", "upgrade"];
(columns | @tsv),
(.[] | select(.request != null) | [.engine, .version, .profile, .bank_origin, .initiator, (.initiator_origin // "-"), .vector, .seq,
  (.cookies_sameSite | if . == null or length == 0 then "-" else join(",") end), .request.method, header("origin"),
  header("referer"), header("sec-fetch-site"), header("sec-fetch-mode"), header("sec-fetch-dest"),
  (header("content-type") | split(";")[0]), header("upgrade")] | @tsv)
