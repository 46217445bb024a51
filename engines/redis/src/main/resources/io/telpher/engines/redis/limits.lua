-- Rate limits. One call answers many checks of one server; LimitCall.java writes the question and reads the answer.
--
-- ARGV[1], big-endian: time in microseconds or 0 for the server's, number of limits, the limits, number of groups, the groups.
-- A limit: algorithm, burst, nanoseconds for a unit, microseconds of the period, units that all nodes together may hold.
-- A group: number of checks. A check: index of its limit, flags, cost, extra, length of the key, key.
-- The checks of a group are taken together or not at all.
-- The answer: the time, then for each check a byte (0 refused, 1 allowed, 2 failed), three numbers, units granted.

local blob = ARGV[1]
local node = ARGV[2]
local unpack, pack, floor, ceil, max, min = struct.unpack, struct.pack, math.floor, math.ceil, math.max, math.min
local call = redis.call
local TAKE, LEASE, GIVE_BACK, END_LEASE = 0, 1, 2, 3
local LEASE_MICROS = 1000000

local now, limitCount, at = unpack('>dI2', blob)
local manual = now > 0
if not manual then
  local time = call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- In a test time stands still, so nothing may expire by the real one.
local function keep(micros)
  if manual then return 3600000 end
  return max(1, ceil(micros / 1000))
end

-- Each algorithm: look (reads, says how much is free), take (writes), tell (numbers for the answer), back (gives back).

-- Buckets and queues: when the state was written, and how much time is missing to a full bucket (of the queue: is queued).
local rate = {}
function rate.look(c)
  local state = call('GET', c.key)
  c.level = 0
  if state then
    local then_, level = unpack('>dd', state)
    c.level = max(0, level - max(0, now - then_) * 1000)
  end
  return floor((c.limit.burst * c.limit.unit - c.level) / c.limit.unit)
end
function rate.take(c, units)
  c.level = c.level + units * c.limit.unit
  call('SET', c.key, pack('>dd', now, c.level), 'PX', keep(c.level / 1000))
end
function rate.tell(c) return c.level, 0, 0 end
function rate.back(c, units, then_)
  rate.look(c)
  c.level = max(0, c.level - units * c.limit.unit)
  call('SET', c.key, pack('>dd', now, c.level), 'PX', keep(c.level / 1000))
end

-- A queue: one more than there are places, as one leaves at once. A unit of several needs its own length, too.
local queue = setmetatable({}, {__index = rate})
function queue.look(c)
  local free = c.limit.burst * c.limit.unit
  rate.look(c)
  free = free - c.level
  -- Of no use to whoever must have his turn before.
  if free < 0 or (c.flags == TAKE and c.extra >= 0 and c.level > c.extra) then return 0 end
  return min(c.limit.burst, floor(free / c.limit.unit)) + 1
end
-- Whoever stands behind has been told when to leave: a place that is given up is lost.
function queue.back() end

-- Counts that begin anew with each period of the clock.
local fixed = {}
function fixed.look(c)
  local period = c.limit.period
  c.window = floor(now / period)
  c.left = period - now % period
  c.count = 0
  local state = call('GET', c.key)
  if state then
    local window, count = unpack('>dd', state)
    if window == c.window then c.count = count end
  end
  return c.limit.burst - c.count
end
function fixed.take(c, units)
  c.count = c.count + units
  call('SET', c.key, pack('>dd', c.window, c.count), 'PX', keep(c.left))
end
function fixed.tell(c) return c.count, c.left, 0 end
function fixed.back(c, units, then_)
  fixed.look(c)
  if floor(then_ / c.limit.period) == c.window and c.count > 0 then fixed.take(c, -min(units, c.count)) end
end

-- This period's count, and of the one before the part that the last period still covers.
local sliding = {}
function sliding.look(c)
  local period = c.limit.period
  c.window = floor(now / period)
  c.left = period - now % period
  c.count, c.before = 0, 0
  local state = call('GET', c.key)
  if state then
    local window, count, before = unpack('>ddd', state)
    if window == c.window then
      c.count, c.before = count, before
    elseif window == c.window - 1 then
      c.before = count
    end
  end
  return c.limit.burst - c.count - ceil(c.before * c.left / period)
end
function sliding.take(c, units)
  c.count = c.count + units
  call('SET', c.key, pack('>ddd', c.window, c.count, c.before), 'PX', keep(c.left + c.limit.period))
end
function sliding.tell(c) return c.count, c.before, c.left end
function sliding.back(c, units, then_)
  sliding.look(c)
  local window = floor(then_ / c.limit.period)
  if window == c.window then
    sliding.take(c, -min(units, c.count))
  elseif window == c.window - 1 then
    c.before = c.before - min(units, c.before)
    sliding.take(c, 0)
  end
end

-- The moment of each unit, in a sorted set by that moment. A member is the moment and how many of that moment came before,
-- in digits, which Redis keeps in nine bytes.
local log = {}
function log.look(c)
  call('ZREMRANGEBYSCORE', c.key, '-inf', string.format('%.0f', floor(now - c.limit.period)))
  c.count = call('ZCARD', c.key)
  c.newest, c.same = 0, 0
  if c.count > 0 then
    local newest = call('ZRANGE', c.key, -1, -1)[1]
    c.newest, c.same = tonumber(string.sub(newest, 1, 16)), tonumber(string.sub(newest, 17)) + 1
  end
  return c.limit.burst - c.count
end
function log.take(c, units)
  if units == 0 then return end
  local moment = max(now, c.newest)
  if moment > c.newest then c.same = 0 end
  local text = string.format('%.0f', moment)
  for first = 1, units, 500 do
    local members = {}
    for i = first, min(units, first + 499) do
      members[#members + 1] = text
      members[#members + 1] = text .. string.format('%03d', c.same)
      c.same = c.same + 1
    end
    call('ZADD', c.key, _G.unpack(members))
  end
  c.newest, c.count = moment, c.count + units
  call('PEXPIRE', c.key, keep(moment - now + c.limit.period))
end
-- For who is refused: the moment of the unit that must go before the cost has room.
function log.tell(c)
  local blocking = 0
  local place = c.count + c.cost - c.limit.burst - 1
  if not c.taken and place >= 0 and place < c.count then
    blocking = tonumber(call('ZRANGE', c.key, place, place, 'WITHSCORES')[2])
  end
  return c.count, c.newest, blocking
end
function log.back(c, units, then_)
  local text = string.format('%.0f', then_)
  local members = call('ZREVRANGEBYSCORE', c.key, text, text, 'LIMIT', 0, units)
  if #members > 0 then call('ZREM', c.key, _G.unpack(members)) end
end

local algorithms = {rate, queue, fixed, sliding, log}

-- What other nodes hold of this key, and units granted to this one of what is free.
local function lease(c, free)
  local key = c.key .. ':leases'
  local held = call('HGETALL', key)
  local others = 0
  for i = 1, #held, 2 do
    local units, until_ = unpack('>dd', held[i + 1])
    if until_ <= now then
      call('HDEL', key, held[i])
    elseif held[i] ~= node then
      others = others + units
    end
  end
  -- Half of what is left, so that others find some, too.
  local granted = floor(max(0, min(c.extra, free / 2, (c.limit.overshoot - others) / 2 - c.held)))
  call('HSET', key, node, pack('>dd', granted + c.held, now + LEASE_MICROS))
  call('PEXPIRE', key, keep(LEASE_MICROS))
  return granted
end

local function group(checks)
  local answers = {}
  local all = true
  for i = 1, #checks do
    local c = checks[i]
    if c.flags >= GIVE_BACK then
      c.limit.algorithm.back(c, c.cost, c.extra)
      if c.flags == END_LEASE then call('HDEL', c.key .. ':leases', node) end
      return {pack('>Bdddd', 1, 0, 0, 0, 0)}
    end
    c.free = c.limit.algorithm.look(c)
    c.allowed = c.flags == LEASE or c.cost <= c.free
    all = all and c.allowed
  end
  for i = 1, #checks do
    local c = checks[i]
    local granted = 0
    c.taken = all
    if all then
      local units = c.cost
      if c.flags == LEASE then
        -- The cost is that of all who wait: as much of it as there is, and units on lease beside.
        units = max(0, min(c.cost, c.free))
        granted = units + lease(c, c.free - units)
        units, c.cost = granted, 0
      end
      if units > 0 then c.limit.algorithm.take(c, units) end
    end
    local one, two, three = c.limit.algorithm.tell(c)
    answers[i] = pack('>Bdddd', c.allowed and 1 or 0, one, two, three, granted)
  end
  return answers
end

local limits = {}
for i = 1, limitCount do
  local algorithm, burst, unit, period, overshoot
  algorithm, burst, unit, period, overshoot, at = unpack('>Bdddd', blob, at)
  limits[i] =
    {algorithm = algorithms[algorithm], burst = burst, unit = unit, period = period, overshoot = overshoot}
end

local groupCount
groupCount, at = unpack('>I2', blob, at)
local reply = {pack('>d', now)}
for _ = 1, groupCount do
  local count
  count, at = unpack('>B', blob, at)
  local checks = {}
  for i = 1, count do
    local limit, flags, cost, extra, held, key
    limit, flags, cost, extra, held, key, at = unpack('>I2BI4dI4I2c0', blob, at)
    checks[i] = {limit = limits[limit], flags = flags, cost = cost, extra = extra, held = held, key = key}
  end
  -- A key whose slot is moving fails its own group only, which is then asked alone.
  local good, answers = pcall(group, checks)
  for i = 1, count do
    reply[#reply + 1] = good and answers[i] or pack('>Bdddd', 2, 0, 0, 0, 0)
  end
end
return table.concat(reply)
