-- wrk's part of ./dev bench rest: POSTs one event to items chosen at random, or one after the other.
-- Arguments after --: token, event, items, first (0: at random), threads, seed. Prints one line of numbers:
-- requests, microseconds, p50, p99, conflicts (409), the next item in order, failures; and a failure's answer.
local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(args)
  local token, event = args[1], args[2]
  items, first, step = tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  math.randomseed(tonumber(args[6]) + id)
  conflicts, failures, sample = 0, 0, ""
  next_item = first + id
  local body = '{"event":"' .. event .. '"}'
  before = "POST /v1/items/01a00000-0000-7000-8000-"
  after = "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Keep-Alive\r\nAuthorization: Bearer " .. token ..
    "\r\nContent-Type: application/json\r\nAccept-Language: en\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function request()
  local n
  if first == 0 then
    n = math.random(items)
  else
    n = (next_item - 1) % items + 1
    next_item = next_item + step
  end
  return before .. string.format("%012x", n) .. after
end

function response(status, headers, body)
  if status == 200 then return end
  if status == 409 then
    conflicts = conflicts + 1
  else
    failures = failures + 1
    sample = status .. " " .. body
  end
end

function done(summary, latency)
  local conflicts, failures, sample, next_item = 0, 0, "", math.huge
  for _, thread in ipairs(threads) do
    conflicts = conflicts + thread:get("conflicts")
    failures = failures + thread:get("failures")
    next_item = math.min(next_item, thread:get("next_item"))
    if thread:get("sample") ~= "" then sample = thread:get("sample") end
  end
  local errors = summary.errors
  io.write(string.format("result %d %d %d %d %d %d %d %s\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), conflicts, next_item, failures + errors.connect + errors.read + errors.write + errors.timeout,
    failures > 0 and sample or string.format("connect %d, read %d, write %d, timeout %d", errors.connect, errors.read,
      errors.write, errors.timeout)))
end
