-- wrk asks for the objects of a trace in its order: 32-bit numbers in a file, from an offset on, so many.
-- The path has the object's size in KiB, which follows from its number, so that popularity and size have nothing to do with each other.
local ffi = require("ffi")
local sizes = {}
local numbers, held, count, at, head

local function sized(kib, times)
  for _ = 1, times do sizes[#sizes + 1] = kib end
end

function init(arguments)
  sized(1, 24) sized(2, 16) sized(4, 10) sized(8, 7) sized(16, 4) sized(32, 2) sized(64, 1)
  local file = assert(io.open(arguments[1], "rb"))
  file:seek("set", tonumber(arguments[2]) * 4)
  count = tonumber(arguments[3])
  held = file:read(count * 4)
  file:close()
  assert(#held == count * 4, "the trace is too short")
  numbers = ffi.cast("const uint32_t *", held)
  at = 0
  head = wrk.format("GET", "/"):gsub("^[^\r\n]*", "", 1)
end

function request()
  if at == count then
    io.stdout:write("the trace has ended\n")
    io.stdout:flush()
    wrk.thread:stop()
    at = at + 1
  end
  local number = numbers[at < count and at or 0]
  at = at + 1
  return "GET /" .. sizes[number % 64 + 1] .. "/" .. number .. " HTTP/1.1" .. head
end
